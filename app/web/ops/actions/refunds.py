"""Giving back by hand: at once below the limit, with a second operator from it on (R24)."""

from enum import StrEnum

import msgspec

from app import operators, redemption
from app.kit import db, idempotency
from app.kit.errors import InvalidInput, NotFound
from app.operators import ApprovalKind, ApprovalView
from app.redemption import (
    PROMISED,
    NotRefundable,
    RedemptionView,
    RefundTooLarge,
    State,
    StillOnItsWay,
    value_fen,
)

from ..acting import Acting
from ..errors import Overtaken

REFUNDABLE = PROMISED | {State.DELIVERED, State.ATTENTION}
WHY = "refunded_by_operator"  # Members read it; the operator's own words are not for them.


class RefundOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator wants given back: all that is left, or `points` and `cash_fen`.

    `seen` is what had been given back when the form was drawn; empty asks for no check.
    """

    redemption_id: int
    reason: str
    is_whole: bool = True
    points: int = 0
    cash_fen: int = 0
    seen: str = ""


class Outcome(StrEnum):
    REFUNDED = "refunded"
    ASKED = "asked"


def seen(owed: RedemptionView) -> str:
    """Name what has been given back so far, so that two operators do not do it twice."""
    return f"{owed.points_refunded}:{owed.cash_refunded_fen}"


@db.atomic
async def refund(*, order: RefundOrder, key: str, acting: Acting) -> Outcome:
    """Give back, or ask a second operator when the sum of all refunds reaches the limit.

    Raises NotRefundable, RefundTooLarge, StillOnItsWay, Overtaken, DailyCapReached and
    ApprovalOpen. Safe to repeat under the same `key`.
    """

    async def answer() -> idempotency.Answer:
        return idempotency.Answer(303, (await _refund(order, acting)).encode())

    kept = await idempotency.once(
        scope=f"{acting.actor}:/ops/redemptions/{order.redemption_id}/refunds",
        key=key,
        request=idempotency.fingerprint(msgspec.json.encode(order)),
        answer=answer,
        now=acting.now,
    )
    return Outcome(kept.body.decode())


@db.atomic
async def approve_refund(*, approval_id: int, acting: Acting) -> int:
    """Approve another's request and give back what it asked for; tells the redemption.

    Raises OwnRequest, ApprovalDecided, and what the refund itself raises: then the request
    stays open.
    """
    asked = await _request(approval_id)
    redemption_id = int(asked.content["redemption_id"])
    await redemption.lock(redemption_id)  # Before the request's row, as everywhere.
    await operators.approve(approval_id=approval_id, by=acting.operator.id, now=acting.now)
    points, cash_fen = int(asked.content["points"]), int(asked.content["cash_fen"])
    await _give_back(redemption_id, points, cash_fen, asked.reason, acting)
    return redemption_id


@db.atomic
async def reject_refund(*, approval_id: int, acting: Acting) -> int:
    """Reject another's request; tells the redemption. Raises OwnRequest, ApprovalDecided."""
    asked = await _request(approval_id)
    await operators.reject(approval_id=approval_id, by=acting.operator.id, now=acting.now)
    return int(asked.content["redemption_id"])


async def _request(approval_id: int) -> ApprovalView:
    asked = await operators.approval(approval_id)
    if asked.kind is not ApprovalKind.REFUND:
        raise NotFound
    return asked


async def _refund(order: RefundOrder, acting: Acting) -> Outcome:
    await redemption.lock(order.redemption_id)
    owed = await redemption.redemption(order.redemption_id, member_id=None)
    points, cash_fen = _asked(order, owed)
    # Together with what went back before, so that nobody slices a large refund.
    total = value_fen(points + owed.points_refunded, cash_fen + owed.cash_refunded_fen)
    if not operators.needs_second_operator(total):
        await _give_back(owed.id, points, cash_fen, order.reason, acting)
        return Outcome.REFUNDED
    await operators.request_approval(
        kind=ApprovalKind.REFUND,
        subject=f"redemption:{owed.id}",
        content={
            "redemption_id": owed.id,
            "points": points,
            "cash_fen": cash_fen,
            "value_fen": value_fen(points, cash_fen),
        },
        reason=order.reason,
        made_by=acting.operator.id,
        now=acting.now,
    )
    return Outcome.ASKED


def _asked(order: RefundOrder, owed: RedemptionView) -> tuple[int, int]:
    """Tell how much of each leg goes back, or why nothing can."""
    left = (owed.points_left, owed.cash_left_fen)
    if owed.state not in REFUNDABLE or left == (0, 0):
        raise NotRefundable(state=owed.state)
    if order.seen and order.seen != seen(owed):
        raise Overtaken
    if order.is_whole:
        return left
    if (order.points, order.cash_fen) == (0, 0):
        raise InvalidInput(field="points", reason="missing")
    if order.points > left[0] or order.cash_fen > left[1]:
        raise RefundTooLarge(points_left=left[0], cash_left_fen=left[1])
    if owed.state in PROMISED and (order.points, order.cash_fen) != left:
        raise StillOnItsWay(state=owed.state)
    return order.points, order.cash_fen


async def _give_back(
    redemption_id: int, points: int, cash_fen: int, reason: str, acting: Acting
) -> None:
    await redemption.refund(
        redemption_id=redemption_id, points=points, cash_fen=cash_fen, reason=WHY,
        actor=acting.actor, now=acting.now,
    )  # fmt: skip
    value = value_fen(points, cash_fen)
    await operators.spend(operator_id=acting.operator.id, value_fen=value, now=acting.now)
    await acting.write_down(
        "refund", f"redemption:{redemption_id}", reason=reason,
        points=points, cash_fen=cash_fen, value_fen=value,
    )  # fmt: skip
