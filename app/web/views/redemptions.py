"""A redemption as its member sees it on either face, with what can be done next."""

from collections.abc import Sequence
from datetime import datetime

from app import fulfilment, payments
from app.fulfilment import DeliveryView, FulfilmentState, Tracking
from app.payments import PaymentView, RefundView
from app.redemption import RedemptionView, State

from .handing import Handed, handed
from .redeemed import Action, Payment, Product, Redemption, Step
from .returns import returned, told_facts

NOTHING = Handed()
WITH_CODES = ("card", "coupon", "booking")


async def tracked(
    redemption_id: int, *, member_id: int, at: datetime | None = None
) -> Redemption:
    """Show one redemption of this member; `at` tells whether to undo it is offered.

    Raises NotFound.
    """
    found = await fulfilment.track(redemption_id=redemption_id, member_id=member_id)
    held = await handed(found)
    payment_id = found.redemption.payment_id
    if payment_id is None:
        return shown(found, at=at, held=held)
    paid = await payments.payment(payment_id)
    refunds = await payments.refunds(payment_id) if paid.refunded_fen else ()
    return shown(found, paid, refunds, at=at, held=held)


def shown(
    tracking: Tracking,
    payment: PaymentView | None = None,
    refunds: Sequence[RefundView] = (),
    *,
    at: datetime | None = None,
    held: Handed = NOTHING,
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
        ticket=held.ticket,
        files=held.files,
        sent_to=held.sent_to,
        is_partial=_is_partial(owed, tracking.delivery),
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


def _is_partial(owed: RedemptionView, delivery: DeliveryView) -> bool:
    """Tell whether only a part arrived; not once a person found that all of it did."""
    if delivery.state is not FulfilmentState.PARTIAL:
        return False
    has_returns = owed.points_refunded > 0 or owed.cash_refunded_fen > 0
    return owed.state is State.ATTENTION or (owed.state is State.DELIVERED and has_returns)


def _actions(owed: RedemptionView, delivery: DeliveryView, at: datetime | None) -> list[Action]:
    """List what can be done; a list knows no codes, but what is delivered has some."""
    has_codes = delivery.has_codes or owed.delivery in WITH_CODES
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
