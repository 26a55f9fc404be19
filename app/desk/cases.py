"""A case in somebody's hands: taken, handed over, noted on, put off, settled by proof."""

from datetime import datetime

from app import fulfilment, operators
from app.fulfilment import CaseView, Overruled
from app.kit import db
from app.kit.errors import InvalidInput
from app.operators import Action, is_allowed

from .acting import Acting


@db.atomic
async def assign_case(
    *, case_id: int, owner: str, from_owner: str | None, acting: Acting
) -> None:
    """Put an operator's name to an open case that is `from_owner`'s, or nobody's.

    Raises NotFound, InvalidInput for a name that nobody has, CaseTaken and CaseClosed.
    """
    found = await fulfilment.case(case_id)
    people = {one.name: one for one in await operators.operators() if not one.is_disabled}
    if owner not in people or not is_allowed(people[owner].role, Action.CLOSE_CASE):
        raise InvalidInput(field="owner", reason="unknown")
    await fulfilment.assign_case(case_id=case_id, owner=owner, from_owner=from_owner)
    action = "case_taken" if owner == acting.operator.name else "case_handed_over"
    await acting.write_down(
        action, found.subject, case_id=case_id, kind=found.kind, owner=owner
    )


@db.atomic
async def note_case(*, case_id: int, words: str, acting: Acting) -> None:
    """Write on a case, for good. Raises NotFound."""
    found = await fulfilment.case(case_id)
    await fulfilment.note_case(
        case_id=case_id, author=acting.operator.name, words=words, now=acting.now
    )
    await acting.write_down("case_noted", found.subject, case_id=case_id)


@db.atomic
async def snooze_case(
    *, case_id: int, until: datetime | None, reason: str, acting: Acting
) -> None:
    """Put a case off until an instant, or take it up again. Raises NotFound, CaseClosed."""
    found = await fulfilment.case(case_id)
    await fulfilment.snooze_case(case_id=case_id, until=until, now=acting.now)
    await acting.write_down(
        "case_snoozed", found.subject, reason=reason,
        case_id=case_id, until=until.isoformat() if until else "",
    )  # fmt: skip


@db.atomic
async def ask_again(*, case_id: int, acting: Acting) -> None:
    """Let the dispatcher ask the supplier now: a query, never a submit.

    Raises NotFound, and NothingToAsk when no attempt waits, or it is being asked already.
    """
    found = await fulfilment.case(case_id)
    if found.attempt_id is None or not await fulfilment.hasten(
        attempt_ids=[found.attempt_id], now=acting.now
    ):
        raise fulfilment.NothingToAsk
    await acting.write_down("supplier_asked", found.subject, case_id=case_id)


@db.atomic
async def answer_for(
    *, case_id: int, is_delivered: bool, evidence: str, acting: Acting
) -> None:
    """Book what the supplier told a person. Raises NotFound and NotSettled."""
    found = await fulfilment.case(case_id)
    await fulfilment.answer_for(
        case_id=case_id, is_delivered=is_delivered, actor=acting.actor, now=acting.now
    )
    await acting.write_down(
        "case_answered", found.subject, reason=evidence,
        case_id=case_id, said="delivered" if is_delivered else "failed",
    )  # fmt: skip


@db.atomic
async def overrule(*, case_id: int, evidence: str, acting: Acting) -> Overruled:
    """Let what a machine called failed count as arrived. Raises NotFound and NotSettled."""
    found: CaseView = await fulfilment.case(case_id)
    came = await fulfilment.overrule(case_id=case_id, actor=acting.actor, now=acting.now)
    await acting.write_down(
        "case_overruled", found.subject, reason=evidence, case_id=case_id, came=came.value
    )
    return came
