"""The words of the catalogue: kinds, views, and what an operator hands in."""

from .drafts import MOST, FilePath, NewCategory, NewPrice, NewProduct, NewSlot
from .kinds import (
    AccountKind,
    Delivery,
    Layer,
    Matter,
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
    Front,
    Handover,
    Offer,
    ProductCard,
    ProductForSale,
    ProductView,
    Reach,
    SlotView,
    StockLevel,
)

__all__ = [
    "MOST",
    "AccountKind",
    "CategoryView",
    "Delivery",
    "FilePath",
    "Filters",
    "Front",
    "Handover",
    "Layer",
    "ManagedProduct",
    "Matter",
    "NewCategory",
    "NewPrice",
    "NewProduct",
    "NewSlot",
    "Offer",
    "PriceKind",
    "Pricing",
    "ProductCard",
    "ProductForSale",
    "ProductView",
    "Reach",
    "SlotView",
    "Sort",
    "State",
    "StockBand",
    "StockLevel",
]
