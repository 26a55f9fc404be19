"""Decisions about why points are given: no database, no clock, no network."""

from .earning import (
    ANCHOR_FEN,
    earning,
    earning_of_receipt,
    multipliers,
    receipt,
    share,
)
from .tiers import above, at_end, below, reached, rise, score

__all__ = [
    "ANCHOR_FEN",
    "above",
    "at_end",
    "below",
    "earning",
    "earning_of_receipt",
    "multipliers",
    "reached",
    "receipt",
    "rise",
    "score",
    "share",
]
