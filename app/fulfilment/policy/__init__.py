"""Decisions about getting the thing: no database, no clock, no network."""

from .asking import (
    HANDWORK,
    INSTANT,
    LEASE_SECONDS,
    SEND_WITHIN_SECONDS,
    aftermath,
    is_gone,
    next_query,
)
from .circuits import (
    CLOSED,
    PROBE_SECONDS,
    RATE_SECONDS,
    Circuit,
    Evidence,
    may_probe_at,
    note,
    opens_by_rate,
)
from .codes import ISSUED, last_day
from .failing import evidence, failure
from .routing import Candidate, Route, Tried, after_probe, choose
from .stock import is_low, is_sellable
from .worth import Health, band, is_below_margin

__all__ = [
    "CLOSED",
    "HANDWORK",
    "INSTANT",
    "ISSUED",
    "LEASE_SECONDS",
    "PROBE_SECONDS",
    "RATE_SECONDS",
    "SEND_WITHIN_SECONDS",
    "Candidate",
    "Circuit",
    "Evidence",
    "Health",
    "Route",
    "Tried",
    "after_probe",
    "aftermath",
    "band",
    "choose",
    "evidence",
    "failure",
    "is_below_margin",
    "is_gone",
    "is_low",
    "is_sellable",
    "last_day",
    "may_probe_at",
    "next_query",
    "note",
    "opens_by_rate",
]
