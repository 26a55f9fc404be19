"""The words of getting the thing."""

from datetime import datetime
from enum import StrEnum

import msgspec

from app.redemption import RedemptionView


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


UNSETTLED = frozenset({AttemptState.SENT, AttemptState.UNKNOWN})


class CaseKind(StrEnum):
    """Why a person must look."""

    LATE_SUCCESS = "late_success_after_refund"
    CONTRADICTION = "contradiction"
    PARTIAL_DELIVERY = "partial_delivery"
    UNKNOWN_AT_DEADLINE = "unknown_at_deadline"
    LATE_PAYMENT = "late_payment"
    PAYMENT_MISMATCH = "payment_mismatch"
    DUPLICATE_CARD = "duplicate_card"
    REFUND_STUCK = "refund_stuck"
    SUPPLIER_REFUSES_US = "supplier_refuses_us"


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
    detail: str | None
    queries: int
    misses: int
    sent_at: datetime
    queried_at: datetime | None
    settled_at: datetime | None

    @property
    def is_unsettled(self) -> bool:
        return self.state in UNSETTLED


class DeliveryView(msgspec.Struct, frozen=True, kw_only=True):
    """How a redemption is being delivered, as its member may see it.

    `state` is None until the duty is opened, a moment after the redemption was placed.
    """

    kind: str
    state: FulfilmentState | None = None
    carrier: str | None = None
    waybill: str | None = None
    codes: int = 0
    revealed_at: datetime | None = None
    slot_id: int | None = None

    @property
    def has_codes(self) -> bool:
        return self.codes > 0


class Tracking(msgspec.Struct, frozen=True, kw_only=True):
    """A redemption with its delivery: what the tracking page and the mini-program show."""

    redemption: RedemptionView
    delivery: DeliveryView


class CodeView(msgspec.Struct, frozen=True, kw_only=True):
    """A card code in the clear: to its owner, after a tap."""

    number: str
    password: str | None
    expires_on: str | None

    def __repr__(self) -> str:
        return "CodeView(…)"


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person must look at."""

    id: int
    kind: CaseKind
    redemption_id: int
    attempt_id: int | None
    facts: dict[str, str | int]
    opened_at: datetime
    owner: str | None
    closed_at: datetime | None
    closed_by: str | None
    resolution: str | None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


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


class Workload(msgspec.Struct, frozen=True, kw_only=True):
    """How many open cases there are, and shipments without a waybill."""

    cases: int
    waybills: int


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
