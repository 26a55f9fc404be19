"""The words of a redemption."""

from datetime import datetime
from enum import StrEnum

import msgspec

from app.kit.texts import Text


class State(StrEnum):
    """Where a redemption stands; the way between states is `policy.TRANSITIONS`."""

    AWAITING_PAYMENT = "awaiting_payment"
    PLACED = "placed"
    DELIVERING = "delivering"
    DELIVERED = "delivered"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    ATTENTION = "attention"


PENDING = frozenset({State.AWAITING_PAYMENT, State.PLACED, State.DELIVERING, State.REFUNDING})
PROMISED = frozenset({State.PLACED, State.DELIVERING})
CANCELLED_BY_MEMBER = "cancelled_by_member"


class RedemptionRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a member may say about what they want; never a price (R18).

    `points` is the member's choice for a mixed price; None means as many as may be used.
    """

    product_id: int
    quantity: int = 1
    account: str | None = None
    address_id: int | None = None
    slot_id: int | None = None
    points: int | None = None
    quote_id: int | None = None


class QuoteLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a quote's arithmetic; `label` is "unit", "points_share" or "total"."""

    label: str
    quantity: int
    points: int
    cash_fen: int


class QuoteView(msgspec.Struct, frozen=True, kw_only=True):
    """A price the server stands by until `expires_at`.

    `most_points` is the largest share that rule R15 lets points pay.
    """

    id: int
    product_id: int
    quantity: int
    points: int
    cash_fen: int
    most_points: int
    available_after: int
    expires_at: datetime
    lines: tuple[QuoteLine, ...]
    earns: int = 0


class TimelineStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a redemption; `kind` names its text, `facts` fill it."""

    kind: str
    at: datetime
    actor: str
    facts: dict[str, str | int] = {}
    note: str | None = None


class RedemptionView(msgspec.Struct, frozen=True, kw_only=True):
    """One redemption as its member and an operator may see it; the account is masked."""

    id: int
    member_id: int
    product_id: int
    product_slug: str
    title: Text
    delivery: str
    quantity: int
    points: int
    cash_fen: int
    points_refunded: int
    cash_refunded_fen: int
    state: State
    account_masked: str | None
    slot_id: int | None
    payment_id: int | None
    hold_id: int | None
    channel: str
    placed_at: datetime
    pay_by: datetime | None
    paid_at: datetime | None
    promise_due_at: datetime | None
    delivered_at: datetime | None
    closed_at: datetime | None
    close_reason: str | None
    timeline: tuple[TimelineStep, ...] = ()

    @property
    def is_pending(self) -> bool:
        """Whether anything will still happen by itself."""
        return self.state in PENDING

    @property
    def may_cancel(self) -> bool:
        """Whether nothing was submitted yet."""
        return self.state in (State.AWAITING_PAYMENT, State.PLACED)

    @property
    def may_pay(self) -> bool:
        return self.state is State.AWAITING_PAYMENT

    @property
    def is_promised(self) -> bool:
        """Whether the 48-hour clock is running."""
        return self.state in PROMISED

    @property
    def points_left(self) -> int:
        """Points that could still be given back."""
        return self.points - self.points_refunded

    @property
    def cash_left_fen(self) -> int:
        """Cash that could still be given back."""
        return self.cash_fen - self.cash_refunded_fen


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """A redemption's row under its lock, as the verbs need it."""

    id: int
    member_id: int
    delivery: str
    state: State
    points: int
    cash_fen: int
    points_refunded: int
    cash_refunded_fen: int
    hold_id: int | None
    payment_id: int | None
    pay_by: datetime | None
    promise_due_at: datetime | None
    close_reason: str | None

    @property
    def left(self) -> tuple[int, int]:
        """Points and fen that could still be given back."""
        return self.points - self.points_refunded, self.cash_fen - self.cash_refunded_fen

    @property
    def reference(self) -> str:
        """How other rooms name this redemption."""
        return f"redemption:{self.id}"


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """Where a redemption goes, in the clear: for fulfilment, never for a page or a log."""

    redemption_id: int
    member_id: int
    product_id: int
    product_slug: str
    delivery: str
    quantity: int
    account: str | None
    address: str | None
    slot_id: int | None
    promise_due_at: datetime

    def __repr__(self) -> str:
        return f"Destination({self.redemption_id})"


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator may filter by."""

    state: State | None = None
    delivery: str | None = None
    product: str | None = None
    member_id: int | None = None
    redemption_id: int | None = None
    overdue_at: datetime | None = None
