"""Reads of the catalogue: one product for a redemption, a page of cards, one page of one."""

from .cards import images
from .details import categories, pictures, product, slot, slots, stock_levels, unknown_slugs
from .keeping import kept_product, kept_products
from .listing import browse, count
from .offers import face_fen, offer

__all__ = [
    "browse",
    "categories",
    "count",
    "face_fen",
    "images",
    "kept_product",
    "kept_products",
    "offer",
    "pictures",
    "product",
    "slot",
    "slots",
    "stock_levels",
    "unknown_slugs",
]
