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


class SupplierSwitched(msgspec.Struct, frozen=True, kw_only=True):
    """Who let a supplier be used or stopped it, and why; `by` is an actor or "system"."""

    is_armed: bool
    by: str
    at: datetime
    reason: str


class SupplierHealth(msgspec.Struct, frozen=True, kw_only=True):
    """How a supplier has done over a window, and how it stands now.

    Rates in basis points of settled attempts; `unsettled` counts all that is open. The fault
    is the last definite one: it was not reached, or it refused us.
    """

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
    circuit: CircuitState
    retry_at: datetime | None
    fault_at: datetime | None
    fault_words: str | None
    balance_fen: int | None
    balance_at: datetime | None
    balance_alarm_fen: int | None
    switched: SupplierSwitched | None

    @property
    def is_closed(self) -> bool:
        """Whether its circuit lets everything through."""
        return self.circuit is CircuitState.CLOSED

    @property
    def is_balance_low(self) -> bool:
        return (
            self.balance_fen is not None
            and self.balance_alarm_fen is not None
            and self.balance_fen < self.balance_alarm_fen
        )


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
