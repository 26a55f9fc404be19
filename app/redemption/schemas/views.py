"""A redemption as it is shown, and where it goes."""

from datetime import datetime, timedelta

import msgspec

from app.kit.texts import Text
from app.loyalty import Earning

from .states import PENDING, PROMISED, State


class TimelineStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a redemption; `kind` names its text, `facts` fill it."""

    kind: str
    at: datetime
    actor: str
    facts: dict[str, str | int] = {}
    note: str | None = None


class RedemptionView(msgspec.Struct, frozen=True, kw_only=True):
    """One redemption as its member and an operator may see it; the account is masked.

    `earning` is what its cash earns when it has come, `points_earned` what is left of that.
    """

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
    earning: Earning | None = None
    points_earned: int = 0
    timeline: tuple[TimelineStep, ...] = ()

    @property
    def undo_until(self) -> datetime | None:
        """Until when nobody sets to work, so that it can surely be undone; None if not so."""
        if self.state is not State.PLACED:
            return None
        spans = (int(one.facts.get("undo_seconds", 0)) for one in self.timeline)
        seconds = max(spans, default=0)
        return self.placed_at + timedelta(seconds=seconds) if seconds else None

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
    value_fen: int  # What the member gives: cash, plus points at the anchor.
    paid_at: datetime
    promise_due_at: datetime

    def __repr__(self) -> str:
        return f"Destination({self.redemption_id})"
