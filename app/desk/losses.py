"""What a case has cost: booked by hand, credited, or written off with a second operator."""

import msgspec

from app import fulfilment, operators
from app.fulfilment import CaseView, Decision
from app.kit import db
from app.kit.errors import InvalidInput
from app.operators import ApprovalKind, ApprovalView

from .acting import Acting
from .errors import Overtaken
from .refunds import Outcome


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """How an operator wants to close a case; `recovered_fen` None is all of the claim."""

    case_id: int
    decision: Decision
    resolution: str
    recovered_fen: int | None = None


@db.atomic
async def book_loss(
    *, case_id: int, supplier: str, amount_fen: int, reason: str, acting: Acting
) -> None:
    """Book what a case has cost and claim it from its supplier.

    Raises NotFound, CaseClosed, InvalidInput, and Overtaken when it was booked meanwhile.
    """
    found = await fulfilment.case(case_id)
    supplier = supplier or found.supplier
    if not supplier:
        raise InvalidInput(field="supplier", reason="missing")
    booked = await fulfilment.book_loss(
        case_id=case_id, supplier=supplier, amount_fen=amount_fen, actor=acting.actor,
        now=acting.now,
    )  # fmt: skip
    if not booked:
        raise Overtaken
    await acting.write_down(
        "loss_booked", found.subject, reason=reason,
        case_id=case_id, amount_fen=amount_fen, supplier=supplier,
    )  # fmt: skip


@db.atomic
async def close_case(*, closing: Closing, acting: Acting) -> Outcome:
    """Close a case with a decision, or ask a second operator for a large write-off (R24).

    Raises NotFound, CaseClosed for the second, InvalidInput, DailyCapReached, ApprovalOpen.
    """
    found = await fulfilment.case(closing.case_id)
    if not found.is_open:
        raise fulfilment.CaseClosed
    lost = await _lost_fen(closing)
    if not operators.needs_second_operator(lost):
        await _close(closing, found, lost, acting)
        return Outcome.DONE
    await operators.request_approval(
        kind=ApprovalKind.WRITE_OFF,
        subject=f"case:{found.id}",
        content={
            "case_id": found.id,
            "redemption_id": found.redemption_id or 0,
            "decision": closing.decision.value,
            "recovered_fen": closing.recovered_fen or 0,
            "value_fen": lost,
        },
        reason=closing.resolution,
        made_by=acting.operator.id,
        now=acting.now,
    )
    return Outcome.ASKED


async def carry_out(asked: ApprovalView, acting: Acting) -> None:
    """Write off what was asked for. Raises CaseClosed, and Overtaken for another sum."""
    closing = Closing(
        case_id=int(asked.content["case_id"]),
        decision=Decision(str(asked.content["decision"])),
        resolution=asked.reason,
        recovered_fen=int(asked.content["recovered_fen"]) or None,
    )
    lost = await _lost_fen(closing)
    if lost != asked.content["value_fen"]:
        raise Overtaken
    await _close(closing, await fulfilment.case(closing.case_id), lost, acting)


async def _lost_fen(closing: Closing) -> int:
    claim = await fulfilment.claim(closing.case_id)
    match closing.decision:
        case Decision.WRITTEN_OFF:
            return claim.claimed_fen
        case Decision.RECOVERED if closing.recovered_fen is not None:
            return max(claim.claimed_fen - closing.recovered_fen, 0)
    return 0


async def _close(closing: Closing, found: CaseView, lost: int, acting: Acting) -> None:
    await fulfilment.close_case(
        case_id=found.id, closed_by=acting.operator.name, resolution=closing.resolution,
        decision=closing.decision, recovered_fen=closing.recovered_fen, now=acting.now,
    )  # fmt: skip
    if lost:
        await operators.spend(operator_id=acting.operator.id, value_fen=lost, now=acting.now)
    await acting.write_down(
        "case_closed", found.subject, reason=closing.resolution,
        case_id=found.id, kind=found.kind, decision=closing.decision.value, lost_fen=lost,
    )  # fmt: skip
