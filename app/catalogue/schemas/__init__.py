"""The words of the catalogue: kinds, views, and what an operator hands in."""

from .drafts import MOST, NewCategory, NewPrice, NewProduct, NewSlot
from .kinds import (
    AccountKind,
    Delivery,
    Layer,
    PriceKind,
    Pricing,
    Sort,
    State,
    StockBand,
)
from .managing import ManagedProduct
from .views import (
    CategoryView,
    Filters,
    Offer,
    ProductCard,
    ProductView,
    SlotView,
    StockLevel,
)

__all__ = [
    "MOST",
    "AccountKind",
    "CategoryView",
    "Delivery",
    "Filters",
    "Layer",
    "ManagedProduct",
    "NewCategory",
    "NewPrice",
    "NewProduct",
    "NewSlot",
    "Offer",
    "PriceKind",
    "Pricing",
    "ProductCard",
    "ProductView",
    "SlotView",
    "Sort",
    "State",
    "StockBand",
    "StockLevel",
]
