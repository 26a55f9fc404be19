"""A redemption as its member sees it on either face, with what can be done next."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app import fulfilment, payments
from app.fulfilment import DeliveryView, Tracking
from app.kit.texts import Text
from app.loyalty import Earning
from app.payments import PaymentView, RefundView
from app.redemption import PROMISED, RedemptionView, State

from .returns import CashLeg, Return, returned, told_facts


class Action(msgspec.Struct, frozen=True):
    """What the member can do now: `kind` is undo, pay, cancel or reveal; `url` takes `method`.

    `undo` is a cancellation that surely comes in time: nobody has set to work yet.
    """

    kind: str
    method: str
    url: str


class Product(msgspec.Struct, frozen=True):
    """What was redeemed, as it was called then."""

    id: int
    slug: str
    title: Text


class Step(msgspec.Struct, frozen=True):
    """One step of the way; `kind` names its text, `facts` fill it."""

    kind: str
    at: datetime
    facts: dict[str, str | int]


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """The cash leg; `state` is open, captured or closed."""

    id: int
    provider: str
    state: str
    amount_fen: int
    refunded_fen: int
    expires_at: datetime
    captured_at: datetime | None


class Redemption(msgspec.Struct, frozen=True, kw_only=True):
    """One redemption; lists leave `timeline` and `returns` empty and `payment` out.

    `earning` is what its cash earns once it has come, and why; `points_earned` what it has
    earned and kept.
    """

    id: int
    state: State
    product: Product
    quantity: int
    points: int
    cash_fen: int
    points_refunded: int
    cash_refunded_fen: int
    account_masked: str | None
    placed_at: datetime
    pay_by: datetime | None
    promise_due_at: datetime | None
    delivered_at: datetime | None
    closed_at: datetime | None
    close_reason: str | None
    delivery: DeliveryView
    timeline: tuple[Step, ...]
    actions: tuple[Action, ...]
    payment: Payment | None = None
    returns: tuple[Return, ...] = ()
    undo_until: datetime | None = None
    earning: Earning | None = None
    points_earned: int = 0

    @property
    def will_earn(self) -> bool:
        """Whether its cash still earns something, once it has come."""
        promised = self.earning.points if self.earning else 0
        is_ahead = self.is_promised or self.state is State.AWAITING_PAYMENT
        return promised > 0 and is_ahead

    @property
    def is_promised(self) -> bool:
        """Whether the 48-hour clock is running."""
        return self.state in PROMISED

    @property
    def is_pending(self) -> bool:
        """Whether anything will still happen by itself."""
        return self.is_promised or self.state in (State.AWAITING_PAYMENT, State.REFUNDING)

    @property
    def deadline(self) -> datetime | None:
        """The instant that the member may count down to."""
        if self.state is State.AWAITING_PAYMENT:
            return self.pay_by
        return self.promise_due_at if self.is_promised else None

    @property
    def is_cash_under_way(self) -> bool:
        """Whether cash that goes back has not arrived yet."""
        return any(one.cash_state not in (None, CashLeg.ARRIVED) for one in self.returns)

    def may(self, kind: str) -> bool:
        """Whether an action of this kind is open to the member."""
        return any(one.kind == kind for one in self.actions)


async def tracked(
    redemption_id: int, *, member_id: int, at: datetime | None = None
) -> Redemption:
    """Show one redemption of this member; `at` tells whether to undo it is offered.

    Raises NotFound.
    """
    found = await fulfilment.track(redemption_id=redemption_id, member_id=member_id)
    payment_id = found.redemption.payment_id
    if payment_id is None:
        return shown(found, at=at)
    paid = await payments.payment(payment_id)
    refunds = await payments.refunds(payment_id) if paid.refunded_fen else ()
    return shown(found, paid, refunds, at=at)


def shown(
    tracking: Tracking,
    payment: PaymentView | None = None,
    refunds: Sequence[RefundView] = (),
    *,
    at: datetime | None = None,
) -> Redemption:
    """Arrange a redemption with its delivery, its payment and what came back."""
    owed = tracking.redemption
    return Redemption(
        **{name: getattr(owed, name) for name in _SAME},
        product=Product(owed.product_id, owed.product_slug, owed.title),
        delivery=tracking.delivery,
        timeline=tuple(Step(one.kind, one.at, told_facts(one)) for one in owed.timeline),
        actions=tuple(_actions(owed, tracking.delivery, at)),
        payment=None if payment is None else _payment(payment),
        returns=returned(owed, refunds),
    )


def listed(owed: RedemptionView) -> Redemption:
    """Arrange a redemption for a list, where its delivery is named but not looked up."""
    return shown(Tracking(redemption=owed, delivery=_unknown(owed)))


_SAME = ("id", "state", "quantity", "points", "cash_fen", "points_refunded",
         "cash_refunded_fen", "account_masked", "placed_at", "pay_by", "promise_due_at",
         "delivered_at", "closed_at", "close_reason", "undo_until", "earning",
         "points_earned")  # fmt: skip


def _unknown(owed: RedemptionView) -> DeliveryView:
    return DeliveryView(kind=owed.delivery, slot_id=owed.slot_id)


def _actions(owed: RedemptionView, delivery: DeliveryView, at: datetime | None) -> list[Action]:
    """List what can be done; a list knows no codes, but a delivered card has some."""
    has_codes = delivery.has_codes or owed.delivery == "card"
    until = owed.undo_until
    able = {
        ("undo", "cancellation"): at is not None and until is not None and at < until,
        ("pay", "payment"): owed.may_pay,
        ("cancel", "cancellation"): owed.may_cancel,
        ("reveal", "codes"): has_codes and owed.state is State.DELIVERED,
    }
    here = f"/api/v1/redemptions/{owed.id}"
    return [
        Action(kind, "POST", f"{here}/{resource}")
        for (kind, resource), is_able in able.items()
        if is_able
    ]


def _payment(paid: PaymentView) -> Payment:
    return Payment(
        id=paid.id,
        provider=paid.provider,
        state=paid.state,
        amount_fen=paid.amount_fen,
        refunded_fen=paid.refunded_fen,
        expires_at=paid.expires_at,
        captured_at=paid.captured_at,
    )
