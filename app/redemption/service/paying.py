"""The cash has arrived: in time it starts the promise, too late it goes back."""

from datetime import datetime

from app import payments
from app.kit import db, outbox

from ..events import LatePaymentReturned, RedemptionPlaced
from ..schemas import State, Step, reference
from .moving import locked, mark_paid
from .timeline import enter


@db.atomic
async def settle_payment(
    *, redemption_id: int, payment_id: int, captured_at: datetime, now: datetime
) -> bool:
    """Start the promise of a paid redemption, or send a late payment back, once.

    The 48 hours count from the provider's instant, bounded by our clock. False when there
    was nothing left to do. Safe to repeat.
    """
    row = await locked(redemption_id)
    if row is None or row.payment_id != payment_id:
        return False
    if row.state == State.AWAITING_PAYMENT:
        await _place(row.id, row.member_id, row.delivery, min(captured_at, now), now)
        return True
    if row.state == State.CANCELLED and not row.cash_refunded_fen:
        await _return_late(row.id, payment_id, row.cash_fen, now)
        return True
    return False


async def _place(
    redemption_id: int, member_id: int, delivery: str, paid_at: datetime, now: datetime
) -> None:
    await mark_paid(redemption_id, paid_at)
    await enter(redemption_id=redemption_id, kind=Step.PAID, now=now)
    await outbox.announce(RedemptionPlaced(redemption_id, member_id, delivery, now), now=now)


async def _return_late(
    redemption_id: int, payment_id: int, amount_fen: int, now: datetime
) -> None:
    """Give back cash that came after the cancellation; points and stock are long back."""
    await payments.refund(
        payment_id=payment_id,
        amount_fen=amount_fen,
        reference=f"{reference(redemption_id)}:late",
        reason="late_payment",
        now=now,
    )
    await db.fetch(
        "UPDATE redemption SET cash_refunded_fen = cash_fen WHERE id = $1", redemption_id
    )
    await enter(redemption_id=redemption_id, kind=Step.LATE_PAYMENT_RETURNED, now=now)
    await outbox.announce(
        LatePaymentReturned(redemption_id, payment_id, amount_fen, now), now=now
    )
