"""Decisions about settlement: no database, no clock, no network."""

from .cells import inert
from .comparing import (
    EDGE,
    Compared,
    compare,
    excess_fen,
    hints,
    is_missing,
    judged,
    part_charges,
)
from .months import (
    LEAST_BPS,
    MOST_BPS,
    bps,
    check_over,
    in_force,
    month,
    period,
    share_fen,
    shares,
    totals,
)
from .reading import MOST_BYTES, MOST_LINES, Unreadable, fingerprint, lines

__all__ = [
    "EDGE",
    "LEAST_BPS",
    "MOST_BPS",
    "MOST_BYTES",
    "MOST_LINES",
    "Compared",
    "Unreadable",
    "bps",
    "check_over",
    "compare",
    "excess_fen",
    "fingerprint",
    "hints",
    "in_force",
    "inert",
    "is_missing",
    "judged",
    "lines",
    "month",
    "part_charges",
    "period",
    "share_fen",
    "shares",
    "totals",
]
