"""Suppliers: ask other companies to deliver, and understand what they answer.

A library that knows nothing of the mall. Start at README.md.
"""

from .configs import Offer, SupplierConfig
from .contract import Adapter, Callback, Clock, Kind, RechargeOrder
from .errors import CallbackRejected, ConfigurationRefused
from .outcomes import (
    Accepted,
    Card,
    Delivered,
    Duplicate,
    Missing,
    NotSubmitted,
    Outcome,
    Partial,
    Processing,
    Rejected,
    Reversed,
    Unknown,
)
from .patience import Patience
from .registry import build, offered_products, read

__all__ = [
    "Accepted",
    "Adapter",
    "Callback",
    "CallbackRejected",
    "Card",
    "Clock",
    "ConfigurationRefused",
    "Delivered",
    "Duplicate",
    "Kind",
    "Missing",
    "NotSubmitted",
    "Offer",
    "Outcome",
    "Partial",
    "Patience",
    "Processing",
    "RechargeOrder",
    "Rejected",
    "Reversed",
    "SupplierConfig",
    "Unknown",
    "build",
    "offered_products",
    "read",
]
