"""What a case has cost: booked by hand, credited, or written off; large sums by two."""

import msgspec

from app import fulfilment, operators
from app.fulfilment import CaseView, Decision
from app.kit import db
from app.operators import ApprovalKind, ApprovalView, Facts

from . import stuck
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
) -> Outcome:
    """Book what a case has cost and claim it; a large sum asks a second operator (R24).

    `supplier` "" is whoever owes it. Raises NotFound, CaseClosed, InvalidInput for more than
    it can have cost and for another supplier, Overtaken when it was booked meanwhile, and
    ApprovalOpen.
    """
    found = await fulfilment.case(case_id)
    if not operators.needs_second_operator(amount_fen):
        await _book(found, supplier, amount_fen, reason, acting)
        return Outcome.DONE
    owed = await fulfilment.check_loss(
        case_id=case_id, supplier=supplier, amount_fen=amount_fen
    )
    if (await fulfilment.claim(case_id)).claimed_fen:
        raise Overtaken
    content: Facts = {"supplier": owed.supplier}
    await _ask(ApprovalKind.LOSS, found, content, amount_fen, reason, acting)
    return Outcome.ASKED


@db.atomic
async def close_case(*, closing: Closing, acting: Acting) -> Outcome:
    """Close a case with a decision, or ask a second operator about a large claim (R24).

    Raises NotFound, CaseClosed for the second, InvalidInput, DailyCapReached, ApprovalOpen,
    RefundNotEnded while the cash that it is about has not gone back.
    """
    found = await fulfilment.case(closing.case_id)
    if not found.is_open:
        raise fulfilment.CaseClosed
    await stuck.refuse_unended(found)
    back, lost = await _weigh(closing)
    if not operators.needs_second_operator(back + lost):
        await _close(closing, found, lost, acting)
        return Outcome.DONE
    content: Facts = {
        "decision": closing.decision.value, "recovered_fen": back, "lost_fen": lost,
    }  # fmt: skip
    reason = closing.resolution
    await _ask(ApprovalKind.WRITE_OFF, found, content, back + lost, reason, acting)
    return Outcome.ASKED


async def carry_out_booking(asked: ApprovalView, acting: Acting) -> None:
    """Book what was asked for. Raises CaseClosed, InvalidInput, and Overtaken."""
    found = await fulfilment.case(int(asked.content["case_id"]))
    supplier, amount_fen = str(asked.content["supplier"]), int(asked.content["value_fen"])
    await _book(found, supplier, amount_fen, asked.reason, acting)


async def carry_out(asked: ApprovalView, acting: Acting) -> None:
    """Close as was asked for. Raises CaseClosed, and Overtaken for another sum."""
    told, decision = asked.content, Decision(str(asked.content["decision"]))
    closing = Closing(
        case_id=int(told["case_id"]),
        decision=decision,
        resolution=asked.reason,
        recovered_fen=int(told["recovered_fen"]) if decision is Decision.RECOVERED else None,
    )
    if await _weigh(closing) != (told["recovered_fen"], told["lost_fen"]):
        raise Overtaken
    found = await fulfilment.case(closing.case_id)
    await _close(closing, found, int(told["lost_fen"]), acting)


async def _ask(
    kind: ApprovalKind,
    found: CaseView,
    content: Facts,
    value_fen: int,
    reason: str,
    acting: Acting,
) -> None:
    about: Facts = {"case_id": found.id, "redemption_id": found.redemption_id or 0}
    await operators.request_approval(
        kind=kind, subject=f"case:{found.id}", reason=reason, made_by=acting.operator.id,
        content={**about, **content, "value_fen": value_fen}, now=acting.now,
    )  # fmt: skip


async def _weigh(closing: Closing) -> tuple[int, int]:
    return await fulfilment.award(
        closing.case_id, closing.decision, recovered_fen=closing.recovered_fen
    )


async def _book(
    found: CaseView, supplier: str, amount_fen: int, reason: str, acting: Acting
) -> None:
    booked = await fulfilment.book_loss(
        case_id=found.id, supplier=supplier, amount_fen=amount_fen, actor=acting.actor,
        now=acting.now,
    )  # fmt: skip
    if not booked:
        raise Overtaken
    claim = await fulfilment.claim(found.id)
    await acting.write_down(
        "loss_booked", found.subject, reason=reason,
        case_id=found.id, amount_fen=amount_fen, supplier=claim.supplier,
    )  # fmt: skip


async def _close(closing: Closing, found: CaseView, lost: int, acting: Acting) -> None:
    await stuck.refuse_unended(found)
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
