"""The one function that books what a supplier said; every actor comes through here.

Submit, poll, callback, watchdog and operator all end in `settle`. It locks the redemption,
then the attempt; the first definite outcome stands, and what contradicts it opens a case.
"""

from datetime import datetime

import msgspec

from app import redemption
from app.kit import db
from app.kit.failpoints import failpoint
from suppliers import Delivered, Missing, NotSubmitted, Outcome, Partial, Rejected, Reversed

from .. import gateway, policy
from ..schemas import (
    UNSETTLED,
    AttemptState,
    CaseKind,
    Failure,
    FulfilmentState,
    Submission,
)
from .answered import close_waiting
from .cards import keep_cards
from .cases import open_case
from .circuits import note_evidence
from .claiming import end, schedule
from .waiting import ask_again, keep_waiting

_ATTEMPT = """
SELECT a.*, f.redemption_id, f.product_slug, f.quantity, f.delivery
  FROM attempt a JOIN fulfilment f ON f.id = a.fulfilment WHERE a.id = $1"""

_CLOSE = """
UPDATE attempt SET state = $2, settled_at = $3, remote_no = coalesce($4, remote_no),
       cost_fen = coalesce($5, cost_fen), failure = $6, detail = $7
 WHERE id = $1 AND state IN ('sent', 'unknown')"""


@db.atomic
async def settle(
    *, attempt_id: int, outcome: Outcome, now: datetime, is_hearsay: bool = False
) -> None:
    """Book one answer about one attempt. Safe to repeat, in any order, by anybody.

    What a person was told (`is_hearsay`) settles it too, but proves nothing of the supplier.
    """
    attempt = await _locked(attempt_id)
    match outcome:
        case Delivered():
            await _delivered(attempt, outcome, now)
        case Partial():
            await _partial(attempt, outcome, now)
        case Rejected() | NotSubmitted() | Reversed():
            await _failed(attempt, outcome, now)
        case Missing():
            await _missing(attempt, now)
        case _:
            await keep_waiting(attempt, outcome, now)
    if not is_hearsay:
        await _learn(attempt, outcome, now)
    failpoint("outcome_written")


async def _learn(attempt: Submission, outcome: Outcome, now: datetime) -> None:
    """Note what the first news of a submission says about the supplier."""
    if attempt.state not in UNSETTLED:
        return
    seen, words = policy.evidence(outcome)
    await note_evidence(
        supplier=attempt.supplier, seen=seen, sent_at=attempt.sent_at, words=words, now=now
    )


async def _locked(attempt_id: int) -> Submission:
    first = await db.fetch_one(_ATTEMPT, attempt_id)
    assert first is not None, "an attempt is never deleted"
    await redemption.lock(first["redemption_id"])
    # Read again: what was read before the lock may have been settled meanwhile.
    row = await db.fetch_one(_ATTEMPT + " FOR NO KEY UPDATE OF a", attempt_id)
    assert row is not None
    return msgspec.convert(dict(row), Submission)


async def _delivered(attempt: Submission, outcome: Delivered, now: datetime) -> None:
    if attempt.state == AttemptState.DELIVERED:
        return
    if attempt.state not in UNSETTLED:
        await _case(CaseKind.CONTRADICTION, attempt, now, said="delivered")
        return
    if not await _keep_all_cards(attempt, outcome, now):
        return
    await _close(attempt, AttemptState.DELIVERED, now, outcome.remote_no, outcome.cost_fen)
    await end(attempt.fulfilment, state=FulfilmentState.DELIVERED, now=now)
    if not await redemption.complete(redemption_id=attempt.redemption_id, now=now):
        # R21: the refund stands; what was lost is booked and claimed with the case.
        await _case(CaseKind.LATE_SUCCESS, attempt, now)


async def _keep_all_cards(attempt: Submission, outcome: Delivered, now: datetime) -> bool:
    """Keep the cards; a short or repeated delivery goes to a person instead."""
    if attempt.delivery != "card":
        return True
    kept = await keep_cards(
        product_slug=attempt.product_slug, cards=outcome.cards, source=attempt.supplier,
        fulfilment_id=attempt.fulfilment, now=now,
    )  # fmt: skip
    if kept == attempt.quantity:
        return True
    short = Partial(outcome.remote_no, kept, f"{kept} of {attempt.quantity} cards")
    is_repeated = kept < len(outcome.cards)
    kind = CaseKind.DUPLICATE_CARD if is_repeated else CaseKind.PARTIAL_DELIVERY
    await _partial(attempt, short, now, kind=kind)
    return False


async def _partial(
    attempt: Submission,
    outcome: Partial,
    now: datetime,
    kind: CaseKind = CaseKind.PARTIAL_DELIVERY,
) -> None:
    if attempt.state == AttemptState.PARTIAL:
        return
    if attempt.state not in UNSETTLED:
        await _case(CaseKind.CONTRADICTION, attempt, now, said="partial")
        return
    await _close(attempt, AttemptState.PARTIAL, now, outcome.remote_no, detail=outcome.detail)
    await end(attempt.fulfilment, state=FulfilmentState.PARTIAL, now=now)
    owed = await redemption.flag(
        redemption_id=attempt.redemption_id, reason=kind.value, now=now
    )
    await _case(kind if owed else CaseKind.LATE_SUCCESS, attempt, now)


async def _failed(
    attempt: Submission, outcome: Rejected | NotSubmitted | Reversed, now: datetime
) -> None:
    if attempt.state == AttemptState.FAILED:
        return
    if attempt.state not in UNSETTLED:
        await _case(CaseKind.CONTRADICTION, attempt, now, said="failed")
        return
    failure, words = policy.failure(outcome)
    await _close(attempt, AttemptState.FAILED, now, failure=failure, detail=words)
    await _go_on(attempt, now)


async def _go_on(attempt: Submission, now: datetime) -> None:
    """After a definite failure: ask the next supplier, if the redemption is still owed."""
    state = await redemption.lock(attempt.redemption_id)
    if state not in redemption.PROMISED:
        await end(attempt.fulfilment, state=FulfilmentState.FAILED, now=now)
        return
    await redemption.enter(
        redemption_id=attempt.redemption_id, kind=redemption.Step.ATTEMPT_FAILED, now=now
    )
    await schedule(attempt.fulfilment, state=FulfilmentState.QUEUED, due_at=now)


async def _missing(attempt: Submission, now: datetime) -> None:
    if attempt.state not in UNSETTLED:
        return
    grace = gateway.gates(attempt.supplier).missing_after
    is_gone = policy.is_gone(
        misses=attempt.misses + 1, sent_at=attempt.sent_at, grace_seconds=grace, now=now
    )
    await db.fetch("UPDATE attempt SET misses = misses + 1 WHERE id = $1", attempt.id)
    if not is_gone:
        await ask_again(attempt, now)
        return
    await _close(attempt, AttemptState.FAILED, now, failure=Failure.REJECTED, detail="missing")
    await _go_on(attempt, now)


async def _close(
    attempt: Submission,
    state: AttemptState,
    now: datetime,
    remote_no: str | None = None,
    cost_fen: int | None = None,
    failure: Failure | None = None,
    detail: str | None = None,
) -> None:
    words = detail and detail[:200]
    await db.fetch(_CLOSE, attempt.id, state.value, now, remote_no, cost_fen, failure, words)
    await close_waiting(attempt.id, state=state, now=now)


async def _case(kind: CaseKind, attempt: Submission, now: datetime, **facts: str | int) -> None:
    await open_case(
        kind=kind, redemption_id=attempt.redemption_id, attempt_id=attempt.id,
        facts={"supplier": attempt.supplier, **facts}, now=now,
    )  # fmt: skip
