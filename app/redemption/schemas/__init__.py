"""The words of a redemption."""

from .asking import QuoteLine, QuoteView, RedemptionRequest, Search
from .rows import Owed, reference
from .states import CANCELLED_BY_MEMBER, PENDING, PROMISED, State, Step
from .views import Destination, RedemptionView, TimelineStep

__all__ = [
    "CANCELLED_BY_MEMBER",
    "PENDING",
    "PROMISED",
    "Destination",
    "Owed",
    "QuoteLine",
    "QuoteView",
    "RedemptionRequest",
    "RedemptionView",
    "Search",
    "State",
    "Step",
    "TimelineStep",
    "reference",
]
