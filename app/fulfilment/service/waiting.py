"""Nothing is decided yet: remember what was said, and when to ask again."""

from datetime import datetime

from app import redemption
from app.kit import db
from suppliers import Accepted, Duplicate, Outcome, Processing

from .. import gateway, policy
from ..schemas import UNSETTLED, AttemptState, CaseKind, FulfilmentState, Submission
from .cases import open_case
from .claiming import schedule


async def keep_waiting(attempt: Submission, outcome: Outcome, now: datetime) -> None:
    """Accepted, processing, duplicate or unknown: nothing is decided, so ask again later."""
    if attempt.state not in UNSETTLED:
        return
    is_known = isinstance(outcome, Accepted | Processing | Duplicate)
    await db.fetch(
        "UPDATE attempt SET state = $2, remote_no = coalesce($3, remote_no) WHERE id = $1",
        attempt.id,
        AttemptState.SENT if is_known else AttemptState.UNKNOWN,
        getattr(outcome, "remote_no", None),
    )
    await ask_again(attempt, now)


async def ask_again(attempt: Submission, now: datetime) -> None:
    """Set the next query by the supplier's gates; after the promise only now and then.

    Once nobody asks any more, a person does: an operator may have given it back early, and then
    the deadline told nobody of what is unknown.
    """
    gates = gateway.gates(attempt.supplier)
    due_at: datetime | None = policy.next_query(
        sent_at=attempt.sent_at, queries=attempt.queries,
        first_after=gates.first_after,
        interval=gates.interval, now=now,
    )  # fmt: skip
    state = await redemption.lock(attempt.redemption_id)
    if state not in redemption.PROMISED:
        due_at = policy.aftermath(sent_at=attempt.sent_at, now=now)
    await schedule(attempt.fulfilment, state=FulfilmentState.WAITING, due_at=due_at)
    if due_at is None:
        await open_case(
            kind=CaseKind.UNKNOWN_AT_DEADLINE, redemption_id=attempt.redemption_id,
            attempt_id=attempt.id, now=now,
        )  # fmt: skip


async def count_query(attempt_id: int, *, now: datetime) -> None:
    """Remember that it was asked about, whatever comes of it; the next gate counts on it."""
    await db.fetch(
        "UPDATE attempt SET queries = queries + 1, queried_at = $2 WHERE id = $1",
        attempt_id, now,
    )  # fmt: skip
