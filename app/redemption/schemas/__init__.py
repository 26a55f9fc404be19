"""The words of a redemption."""

from .asking import Asker, Placing, Price, QuoteLine, QuoteView, RedemptionRequest, Search
from .rows import Owed, earning_of, reference
from .states import (
    CANCELLED_BY_MEMBER,
    ON_THE_WAY,
    PENDING,
    PROMISED,
    UNSETTLED,
    State,
    Step,
)
from .views import Destination, RedemptionView, TimelineStep

__all__ = [
    "CANCELLED_BY_MEMBER",
    "ON_THE_WAY",
    "PENDING",
    "PROMISED",
    "UNSETTLED",
    "Asker",
    "Destination",
    "Owed",
    "Placing",
    "Price",
    "QuoteLine",
    "QuoteView",
    "RedemptionRequest",
    "RedemptionView",
    "Search",
    "State",
    "Step",
    "TimelineStep",
    "earning_of",
    "reference",
]
