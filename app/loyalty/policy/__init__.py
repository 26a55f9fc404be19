"""Decisions about why points are given: no database, no clock, no network."""

from .earning import ANCHOR_FEN, earning, multipliers, receipt, share
from .tiers import above, at_end, below, reached, rise, score

__all__ = [
    "ANCHOR_FEN",
    "above",
    "at_end",
    "below",
    "earning",
    "multipliers",
    "reached",
    "receipt",
    "rise",
    "score",
    "share",
]
