"""What fulfilment tells a redemption: begun, delivered, doubtful."""

from datetime import datetime

from app import catalogue, ledger
from app.kit import db, outbox

from ..events import RedemptionDelivered
from ..schemas import State, Step, reference
from .moving import locked, move
from .rewarding import reward
from .timeline import enter


@db.atomic
async def start(*, redemption_id: int, now: datetime) -> bool:
    """Mark that submitting begins; from here on it cannot be cancelled.

    False when it was cancelled, refunded or is past its promise: nothing may be submitted.
    Safe to repeat while it is delivering.
    """
    row = await locked(redemption_id)
    if row is None or row.promise_due_at is None or row.promise_due_at <= now:
        return False
    if row.state == State.DELIVERING:
        return True
    return await move(redemption_id, State.DELIVERING, now=now) is not None


@db.atomic
async def complete(
    *,
    redemption_id: int,
    now: datetime,
    actor: str = "system",
    facts: dict[str, str | int] | None = None,
) -> bool:
    """Mark it delivered: the hold is captured, the cash earns, the stock is committed.

    False when it is no longer owed (refunded, cancelled, delivered already); the caller
    decides what a late success means (R21).
    """
    row = await move(redemption_id, State.DELIVERED, now=now)
    if row is None:
        return False
    if row.hold_id is not None:
        await ledger.capture(hold_id=row.hold_id, now=now)
    earned = await reward(row, row.left[1], now)
    await catalogue.commit_stock(reference=reference(redemption_id), now=now)
    told = (facts or {}) | ({"earned": earned} if earned else {})
    await enter(
        redemption_id=redemption_id, kind=Step.DELIVERED, now=now, actor=actor, facts=told
    )
    await outbox.announce(RedemptionDelivered(row.id, row.member_id, now), now=now)
    return True


@db.atomic
async def flag(*, redemption_id: int, reason: str, now: datetime) -> bool:
    """Hand it to a person (R23): never completed and never refunded by a machine again."""
    row = await move(redemption_id, State.ATTENTION, now=now, reason=reason)
    if row is None:
        return False
    await enter(
        redemption_id=redemption_id, kind=Step.ATTENTION, now=now, facts={"why": reason}
    )
    return True
