"""What came back of a redemption: one line for each time, with both of its legs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from app.payments import RefundState, RefundView
from app.redemption import RedemptionView, TimelineStep

# The reasons that members read; a colleague's own words are for colleagues.
REASONS = frozenset(
    {
        "promise_passed",
        "cancelled_by_member",
        "not_paid_in_time",
        "no_supplier_delivers",
        "partial_delivery",
    }
)
LATE_PAYMENT = "late_payment"
COLLEAGUE = "by_a_colleague"
WHOLE = frozenset({"refunding", "refunded", "refunded_part"})


class CashLeg(StrEnum):
    """Where cash that goes back is; delayed means that a colleague looks after it."""

    ON_ITS_WAY = "on_its_way"
    ARRIVED = "arrived"
    DELAYED = "delayed"


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """One return; points are there at once, cash when `cash_state` says so.

    `why` is one of our own reasons, "late_payment" or "by_a_colleague".
    """

    at: datetime
    why: str
    points: int
    cash_fen: int
    cash_state: CashLeg | None
    arrived_at: datetime | None


def returned(owed: RedemptionView, refunds: Sequence[RefundView] = ()) -> tuple[Return, ...]:
    """List what came back, oldest first; the lines sum to the redemption's counters."""
    return tuple(_lines(owed, refunds))


def told_facts(step: TimelineStep) -> dict[str, str | int]:
    """Leave out of a step's facts what a colleague wrote for colleagues."""
    return {
        name: value for name, value in step.facts.items() if name != "why" or value in REASONS
    }


def _lines(owed: RedemptionView, refunds: Sequence[RefundView]) -> Iterable[Return]:
    for step in owed.timeline:
        points, cash_fen = _number(step, "points"), _number(step, "cash_fen")
        if step.kind in WHOLE and (points or cash_fen):
            yield _line(step, str(step.facts.get("why", "")), points, cash_fen, refunds)
        elif step.kind == "cancelled" and owed.points_refunded:
            yield _line(step, owed.close_reason or "", owed.points_refunded, 0, refunds)
        elif step.kind == "late_payment_returned":
            yield _line(step, LATE_PAYMENT, 0, owed.cash_refunded_fen, refunds)


def _line(
    step: TimelineStep, why: str, points: int, cash_fen: int, refunds: Sequence[RefundView]
) -> Return:
    """The step and its refund were written in one transaction, so at one instant."""
    cash = next((one for one in refunds if one.requested_at == step.at), None)
    return Return(
        at=step.at,
        why=why if why in REASONS | {LATE_PAYMENT} else COLLEAGUE,
        points=points,
        cash_fen=cash_fen,
        cash_state=_leg(cash) if cash_fen else None,
        arrived_at=None if cash is None or not cash_fen else cash.done_at,
    )


def _leg(cash: RefundView | None) -> CashLeg:
    if cash is not None and cash.is_done:
        return CashLeg.ARRIVED
    is_stuck = cash is not None and cash.state is RefundState.STUCK
    return CashLeg.DELAYED if is_stuck else CashLeg.ON_ITS_WAY


def _number(step: TimelineStep, name: str) -> int:
    value = step.facts.get(name, 0)
    return value if isinstance(value, int) else 0
