"""Let go: cancelled by the member, unpaid, past its promise, or delivered by nobody."""

from datetime import datetime

from app import catalogue, ledger, members, payments
from app.kit import db, outbox
from app.kit.errors import NotFound

from ..errors import TooLateToCancel
from ..events import RedemptionCancelled
from ..schemas import CANCELLED_BY_MEMBER, PROMISED, Owed, State, Step
from .moving import locked, move
from .paying import settle_payment
from .refunding import count, refund_whole
from .timeline import enter


@db.atomic
async def cancel(*, redemption_id: int, member_id: int, now: datetime) -> State:
    """Withdraw a redemption before anything was submitted; everything comes back.

    Raises NotFound for another member's, TooLateToCancel afterwards, and MemberDisabled.
    Safe to repeat.
    """
    await members.require_living(member_id)  # Whoever answers shows what a deletion shreds.
    row = await locked(redemption_id)
    if row is None or row.member_id != member_id:
        raise NotFound
    state = row.state
    if state is State.CANCELLED or row.close_reason == CANCELLED_BY_MEMBER:
        return state
    if state is State.PLACED and row.cash_fen:
        return await refund_whole(row, CANCELLED_BY_MEMBER, "member", now)
    return await _withdraw(row, CANCELLED_BY_MEMBER, "member", now)


@db.atomic
async def cancel_unpaid(*, redemption_id: int, now: datetime) -> bool:
    """Withdraw a redemption whose time to pay is over. False when it was paid meanwhile."""
    row = await locked(redemption_id)
    if row is None or row.state is not State.AWAITING_PAYMENT:
        return False
    if row.payment_id is None or row.pay_by is None or row.pay_by > now:
        return False
    payment = await payments.payment(row.payment_id)
    if payment.captured_at is not None:  # It was paid; the news of it was lost.
        await settle_payment(
            redemption_id=redemption_id, payment_id=payment.id,
            captured_at=payment.captured_at, now=now,
        )  # fmt: skip
        return False
    await _withdraw(row, "not_paid_in_time", "system", now)
    return True


@db.atomic
async def abandon(*, redemption_id: int, now: datetime) -> bool:
    """Give everything back because the promise has passed; never before the deadline (R20).

    False when it is not due, or no longer owed: somebody else settled it, and that outcome
    stands. A redemption that waits for a person (R23) is left alone.
    """
    row = await locked(redemption_id)
    if row is None or row.state not in PROMISED:
        return False
    if row.promise_due_at is None or row.promise_due_at > now:
        return False
    await refund_whole(row, "promise_passed", "system", now)
    return True


@db.atomic
async def give_up(*, redemption_id: int, now: datetime) -> bool:
    """Give everything back at once because nobody delivers it (R22); False as in `abandon`."""
    row = await locked(redemption_id)
    if row is None or row.state not in PROMISED:
        return False
    await refund_whole(row, "no_supplier_delivers", "system", now)
    return True


async def _withdraw(row: Owed, reason: str, actor: str, now: datetime) -> State:
    """Cancel what was not submitted and not paid in cash: the hold and stock come back.

    The member let go, so the points have no grace (R4): nobody kept them waiting.
    """
    moved = await move(row.id, State.CANCELLED, now=now, reason=reason)
    if moved is None:
        raise TooLateToCancel(state=row.state)
    if moved.hold_id is not None:
        await ledger.release(hold_id=moved.hold_id, now=now, has_grace=False)
    await count(moved, moved.points, 0)
    await enter(redemption_id=row.id, kind=Step.CANCELLED, now=now, actor=actor)
    await outbox.announce(
        RedemptionCancelled(row.id, row.member_id, row.payment_id, now), now=now
    )
    await catalogue.release_stock(reference=row.reference, now=now)
    return State.CANCELLED
