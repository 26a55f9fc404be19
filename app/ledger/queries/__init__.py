"""What is the case now: balances, statements, lots and holds; what was earned of late."""

from .books import (
    POINTS,
    balance,
    balances,
    has_moved,
    hold_for,
    hold_view,
    lots,
    posting,
    posting_view,
    postings_about,
    postings_for,
    statement,
)
from .earnings import earnings
from .wallet import month_sums, touched_lots

__all__ = [
    "POINTS",
    "balance",
    "balances",
    "earnings",
    "has_moved",
    "hold_for",
    "hold_view",
    "lots",
    "month_sums",
    "posting",
    "posting_view",
    "postings_about",
    "postings_for",
    "statement",
    "touched_lots",
]
