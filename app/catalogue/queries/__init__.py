"""Reads of the catalogue: one product for a redemption, a page of cards, one page of one."""

from .cards import images
from .details import categories, cover_images, product, slot, slots, stock_levels, unknown_slugs
from .handover import handover
from .listing import browse, count
from .managing import managed_product, managed_products
from .nearest import nearest
from .offers import face_fen, offer
from .window import front, open_counts, reach

__all__ = [
    "browse",
    "categories",
    "count",
    "cover_images",
    "face_fen",
    "front",
    "handover",
    "images",
    "managed_product",
    "managed_products",
    "nearest",
    "offer",
    "open_counts",
    "product",
    "reach",
    "slot",
    "slots",
    "stock_levels",
    "unknown_slugs",
]
