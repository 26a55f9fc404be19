"""Giving back by hand: at once below the limit, with a second operator from it on (R24)."""

from enum import StrEnum

import msgspec

from app import operators, redemption
from app.kit import db, idempotency
from app.kit.errors import InvalidInput
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

from .acting import Acting
from .errors import Overtaken

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
    """Done at once, or asked of a second operator."""

    DONE = "done"
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


async def carry_out(asked: ApprovalView, acting: Acting) -> None:
    """Give back what was asked for, unless the redemption has changed since (Overtaken).

    The caller holds the redemption's lock.
    """
    owed = await redemption.redemption(int(asked.content["redemption_id"]), member_id=None)
    if asked.content["seen"] != _standing(owed):
        raise Overtaken
    points, cash_fen = int(asked.content["points"]), int(asked.content["cash_fen"])
    await _give_back(owed.id, points, cash_fen, asked.reason, acting)


async def _refund(order: RefundOrder, acting: Acting) -> Outcome:
    await redemption.lock(order.redemption_id)
    owed = await redemption.redemption(order.redemption_id, member_id=None)
    points, cash_fen = _asked(order, owed)
    # Together with what went back before, so that nobody slices a large refund.
    total = value_fen(points + owed.points_refunded, cash_fen + owed.cash_refunded_fen)
    if not operators.needs_second_operator(total):
        await _give_back(owed.id, points, cash_fen, order.reason, acting)
        return Outcome.DONE
    await operators.request_approval(
        kind=ApprovalKind.REFUND,
        subject=f"redemption:{owed.id}",
        content={
            "redemption_id": owed.id,
            "points": points,
            "cash_fen": cash_fen,
            "value_fen": value_fen(points, cash_fen),
            "seen": _standing(owed),
        },
        reason=order.reason,
        made_by=acting.operator.id,
        now=acting.now,
    )
    return Outcome.ASKED


def _standing(owed: RedemptionView) -> str:
    """Name all that a second operator must find unchanged; placed and sent are one."""
    state = "promised" if owed.state in PROMISED else owed.state.value
    return f"{state}:{seen(owed)}"


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
