"""How suppliers do, and what they tell us."""

from datetime import datetime
from enum import StrEnum

import msgspec

# What the switches call our own stock of card codes; no supplier can have this name.
OWN_CODES = "_own-codes"


class CircuitState(StrEnum):
    """CLOSED lets orders through; OPEN none; HALF_OPEN has let one through and waits for it."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class SupplierHealth(msgspec.Struct, frozen=True, kw_only=True):
    """How a supplier has done over a window; rates in basis points of settled attempts."""

    name: str
    adapter: str
    priority: int
    products: int
    is_armed: bool
    attempts: int
    delivered: int
    failed: int
    unsettled: int
    success_bps: int | None
    p95_seconds: int | None


class WaitingCallback(msgspec.Struct, frozen=True):
    """A stored callback: whose, about which submission of ours, since when."""

    id: int
    supplier: str
    reference: str
    received_at: datetime


class Acknowledged(msgspec.Struct, frozen=True):
    """What a supplier's callback is answered with, in the supplier's own words."""

    status: int
    body: bytes
    media_type: str
