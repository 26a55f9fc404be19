"""Duties to deliver, and the attempts that serve them."""

from datetime import datetime
from enum import StrEnum

import msgspec


class FulfilmentState(StrEnum):
    """QUEUED wants an attempt, WAITING an answer, HANDWORK a person; the rest are ends."""

    QUEUED = "queued"
    WAITING = "waiting"
    HANDWORK = "handwork"
    DELIVERED = "delivered"
    FAILED = "failed"
    PARTIAL = "partial"
    WITHDRAWN = "withdrawn"


class AttemptState(StrEnum):
    """SENT may have reached them; UNKNOWN likewise, after an answer that told nothing."""

    SENT = "sent"
    UNKNOWN = "unknown"
    DELIVERED = "delivered"
    FAILED = "failed"
    PARTIAL = "partial"


class Failure(StrEnum):
    """Why an attempt failed, as routing must know it.

    REJECTED is theirs alone, FINAL would be everybody's, REFUSES_US is about our keys or our
    balance, NOT_SENT could not reach them, and TOO_LATE never left this house.
    """

    REJECTED = "rejected"
    FINAL = "final"
    REFUSES_US = "refuses_us"
    NOT_SENT = "not_sent"
    TOO_LATE = "too_late"


UNSETTLED = frozenset({AttemptState.SENT, AttemptState.UNKNOWN})


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """A leased fulfilment: what a dispatcher works on."""

    id: int
    redemption_id: int
    member_id: int
    product_slug: str
    delivery: str
    quantity: int
    state: FulfilmentState
    lease_token: str


class AttemptView(msgspec.Struct, frozen=True, kw_only=True):
    """One submission, as the console shows it."""

    id: int
    fulfilment_id: int
    redemption_id: int
    number: int
    supplier: str
    sku: str
    reference: str
    state: AttemptState
    remote_no: str | None
    cost_fen: int | None
    failure: Failure | None
    detail: str | None
    queries: int
    misses: int
    sent_at: datetime
    queried_at: datetime | None
    settled_at: datetime | None

    @property
    def is_unsettled(self) -> bool:
        return self.state in UNSETTLED


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt with the duty it serves, read under their locks."""

    id: int
    fulfilment: int
    redemption_id: int
    product_slug: str
    quantity: int
    delivery: str
    supplier: str
    state: AttemptState
    queries: int
    misses: int
    sent_at: datetime
