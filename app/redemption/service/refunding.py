"""Give back: the whole or a part, each leg to its source, ended when the cash has arrived."""

from datetime import datetime

from app import catalogue, ledger, payments
from app.kit import db, outbox
from app.kit.errors import NotFound
from app.payments import RefundState

from ..errors import NotRefundable, RefundTooLarge, StillOnItsWay
from ..events import RedemptionDelivered, RedemptionGivenBack
from ..schemas import CANCELLED_BY_MEMBER, PROMISED, Owed, State, Step
from .moving import locked, move
from .rewarding import reward, unreward
from .timeline import enter

_COUNT_REFUND = """
UPDATE redemption SET points_refunded = points_refunded + $2,
       cash_refunded_fen = cash_refunded_fen + $3
 WHERE id = $1"""

_CAME = frozenset({State.ATTENTION, State.DELIVERED})


@db.atomic
async def refund(
    *,
    redemption_id: int,
    reason: str,
    actor: str,
    now: datetime,
    points: int | None = None,
    cash_fen: int | None = None,
) -> State:
    """Give back the whole, or `points` and `cash_fen` of it, each leg to its source (R24).

    Raises NotRefundable when nothing is owed or left, RefundTooLarge past what is left, and
    StillOnItsWay for a part of what has not come.
    """
    row = await locked(redemption_id)
    if row is None:
        raise NotFound
    if row.state not in PROMISED | _CAME:
        raise NotRefundable(state=row.state)
    left = row.left
    asked = left if points is None and cash_fen is None else (points or 0, cash_fen or 0)
    if not 0 <= asked[0] <= left[0] or not 0 <= asked[1] <= left[1]:
        raise RefundTooLarge(points_left=left[0], cash_left_fen=left[1])
    if asked == (0, 0):
        raise NotRefundable(state=row.state)
    if asked == left:
        return await refund_whole(row, reason, actor, now)
    if row.state not in _CAME:
        raise StillOnItsWay(state=row.state)
    return await _refund_part(row, asked, reason, actor, now)


@db.atomic
async def finish_refund(*, redemption_id: int, now: datetime) -> bool:
    """Close a refund once every cash leg of it has arrived. Safe to repeat."""
    row = await locked(redemption_id)
    if row is None or row.payment_id is None or row.state is not State.REFUNDING:
        return False
    given_back = await payments.refunds(payment_id=row.payment_id)
    if any(one.state is not RefundState.DONE for one in given_back):
        return False
    await move(redemption_id, State.REFUNDED, now=now)
    await enter(redemption_id=redemption_id, kind=Step.REFUNDED, now=now)
    return True


async def refund_whole(row: Owed, reason: str, actor: str, now: datetime) -> State:
    """Give back all that is left; the state says whether the cash is still on its way."""
    points, cash_fen = row.left
    pending = row.payment_id is not None
    target = State.REFUNDING if pending else State.REFUNDED
    if await move(row.id, target, now=now, reason=reason) is None:
        raise NotRefundable(state=row.state)
    has_grace = reason != CANCELLED_BY_MEMBER
    await _return_points(row, points, now, has_grace=has_grace)
    taken = await unreward(row, cash_fen, now)
    await _return_cash(row, cash_fen, reason, now)
    await count(row, points, cash_fen)
    await enter(
        redemption_id=row.id, kind=Step(target.value), now=now, actor=actor,
        facts=_facts(points, cash_fen, reason, taken_back=taken),
    )  # fmt: skip
    if row.state != State.DELIVERED:
        await outbox.announce(RedemptionGivenBack(row.id, row.member_id, now), now=now)
        await catalogue.release_stock(reference=row.reference, now=now)
    # A last refund of points alone may find that all the cash has long been back.
    is_finished = pending and await finish_refund(redemption_id=row.id, now=now)
    return State.REFUNDED if is_finished else target


async def _refund_part(
    row: Owed, asked: tuple[int, int], reason: str, actor: str, now: datetime
) -> State:
    """Give back a part; a doubtful redemption is thereby settled as delivered for the rest."""
    points, cash_fen = asked
    await _return_points(row, points, now)
    taken = await unreward(row, cash_fen, now)
    await _return_cash(row, cash_fen, reason, now)
    await count(row, points, cash_fen)
    earned = await _deliver_rest(row, asked, reason, now)
    await enter(
        redemption_id=row.id, kind=Step.REFUNDED_PART, now=now, actor=actor,
        facts=_facts(points, cash_fen, reason, taken_back=taken, earned=earned),
    )  # fmt: skip
    return State.DELIVERED


async def _deliver_rest(row: Owed, asked: tuple[int, int], reason: str, now: datetime) -> int:
    """Settle what was doubtful as delivered; returns what the rest of its cash earned."""
    if row.state == State.DELIVERED:
        return 0
    await move(row.id, State.DELIVERED, now=now, reason=reason)
    if row.hold_id is not None and asked[0] < row.points:
        await ledger.capture(hold_id=row.hold_id, now=now)
    earned = await reward(row, row.left[1] - asked[1], now)
    await catalogue.commit_stock(reference=row.reference, now=now)
    await outbox.announce(RedemptionDelivered(row.id, row.member_id, now), now=now)
    return earned


def _facts(points: int, cash_fen: int, reason: str, **earned: int) -> dict[str, str | int]:
    """Tell what went back; of what was earned or taken back only what is not nothing."""
    told = {name: number for name, number in earned.items() if number}
    return {"points": points, "cash_fen": cash_fen, "why": reason, **told}


async def _return_points(
    row: Owed, points: int, now: datetime, *, has_grace: bool = True
) -> None:
    """Release what is held, or refund what was captured, to the lots it came from (R4)."""
    if not points or row.hold_id is None:
        return
    reference = f"{row.reference}:refund:{row.points_refunded}"
    if row.state == State.DELIVERED:
        await ledger.refund(hold_id=row.hold_id, points=points, reference=reference, now=now)
    else:
        await ledger.release(hold_id=row.hold_id, points=points, now=now, has_grace=has_grace)


async def _return_cash(row: Owed, cash_fen: int, reason: str, now: datetime) -> None:
    """Order the cash back; the number derives from what was given back before."""
    if not cash_fen or row.payment_id is None:
        return
    await payments.refund(
        payment_id=row.payment_id,
        amount_fen=cash_fen,
        reference=f"{row.reference}:{row.cash_refunded_fen}",
        reason=reason,
        now=now,
    )


async def count(row: Owed, points: int, cash_fen: int) -> None:
    await db.fetch(_COUNT_REFUND, row.id, points, cash_fen)
