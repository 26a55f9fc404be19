"""What the supplier's answer makes of a case that only waited for it."""

from datetime import datetime

from app.kit import db

from ..schemas import AttemptState, CaseKind

# The console says these words in the language of who reads them.
WORDS = {
    AttemptState.DELIVERED: "The supplier answered later: delivered.",
    AttemptState.PARTIAL: "The supplier answered later: delivered in part.",
    AttemptState.FAILED: "The supplier answered later: not delivered.",
}

# Who works on the case at this moment closes it themselves; waiting for them could deadlock.
_WAITING = """
SELECT id FROM case_file WHERE attempt = $1 AND kind = $2 AND closed_at IS NULL
   FOR UPDATE SKIP LOCKED"""

# What was booked as a loss is decided by a person.
_CLOSE = """
UPDATE case_file SET closed_at = $2, closed_by = 'system', decision = 'no_loss',
       resolution = $3, snoozed_until = NULL
 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM loss_posting p WHERE p.case_file = $1)"""


async def close_waiting(attempt_id: int, *, state: AttemptState, now: datetime) -> None:
    """Close the case that waited for an answer about an attempt, now that there is one.

    A loss has a case of its own (R21), so the same story is not worked on twice.
    """
    row = await db.fetch_one(_WAITING, attempt_id, CaseKind.UNKNOWN_AT_DEADLINE.value)
    if row is not None:
        await db.fetch(_CLOSE, row["id"], now, WORDS[state])
