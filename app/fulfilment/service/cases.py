"""Open a case once, give it an owner, write on it, put it off, close it with a decision."""

from datetime import datetime

import msgspec

from app import settings
from app.kit import db
from app.kit.errors import InvalidInput

from .. import queries
from ..errors import CaseClosed, CaseTaken
from ..policy import casework
from ..schemas import CaseKind, Decision
from .losses import book_loss, decide

_OPEN = """
INSERT INTO case_file (kind, redemption_id, attempt, reference, facts, opened_at, due_at)
VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7)
ON CONFLICT ON CONSTRAINT case_once DO NOTHING RETURNING id"""

# The WHERE clause is the lock: of two who press at once, one finds another owner.
_ASSIGN = """
UPDATE case_file SET owner = $2
 WHERE id = $1 AND closed_at IS NULL AND (owner IS NOT DISTINCT FROM $3 OR owner = $2)
RETURNING id"""

_CLOSE = """
UPDATE case_file SET closed_at = $5, closed_by = $2, decision = $3, resolution = $4,
       snoozed_until = NULL
 WHERE id = $1 AND closed_at IS NULL RETURNING id"""

_NOTE = """
INSERT INTO case_note (case_file, author, words, written_at)
SELECT id, $2, $3, $4 FROM case_file WHERE id = $1 RETURNING id"""


@db.atomic
async def open_case(
    *,
    kind: CaseKind,
    redemption_id: int | None,
    now: datetime,
    attempt_id: int | None = None,
    reference: str = "",
    facts: dict[str, str | int] | None = None,
) -> bool:
    """Ask a person to look; tells whether this was news.

    `reference` names what the case is about when it is no redemption ("statement:3:17",
    "supplier:fulu-main:2026-11-22"). A late success books its loss and claims it (R21), but
    for a part whose price nobody told: a person books that.
    Safe to repeat: each finding opens one case for good, so an alarm that may come back
    carries its day.
    """
    told = dict(facts or {})
    is_late = kind is CaseKind.LATE_SUCCESS
    cost_fen = (
        (await queries.submission(attempt_id)).cost_fen if is_late and attempt_id else None
    )
    if cost_fen is not None:
        told["cost_fen"] = cost_fen
    row = await db.fetch_one(
        _OPEN, kind.value, redemption_id, attempt_id, reference,
        msgspec.json.encode(told).decode(), now,
        casework.case_due_at(now, zone=settings.current().zone),
    )  # fmt: skip
    if row is not None and cost_fen:
        await book_loss(case_id=row["id"], amount_fen=cost_fen, actor="system", now=now)
    return row is not None


@db.atomic
async def assign_case(*, case_id: int, owner: str, from_owner: str | None) -> None:
    """Put an operator's name to an open case that is `from_owner`'s, or nobody's (None).

    Raises CaseTaken when it is somebody else's by now, and CaseClosed.
    """
    if await db.fetch_one(_ASSIGN, case_id, owner, from_owner) is not None:
        return
    row = await db.fetch_one("SELECT owner, closed_at FROM case_file WHERE id = $1", case_id)
    if row is None or row["closed_at"] is not None:
        raise CaseClosed
    raise CaseTaken(owner=row["owner"] or "")


@db.atomic
async def note_case(*, case_id: int, author: str, words: str, now: datetime) -> None:
    """Write on a case, for good; a closed one too. Raises CaseClosed for no case at all."""
    if await db.fetch_one(_NOTE, case_id, author, words, now) is None:
        raise CaseClosed


@db.atomic
async def snooze_case(*, case_id: int, until: datetime | None, now: datetime) -> None:
    """Put an open case off until an instant to come; None takes it up again.

    It is due no later for that. Raises InvalidInput for the past, and CaseClosed.
    """
    if until is not None and until <= now:
        raise InvalidInput(field="until", reason="past")
    row = await db.fetch_one(
        "UPDATE case_file SET snoozed_until = $2 WHERE id = $1 AND closed_at IS NULL"
        " RETURNING id",
        case_id, until,
    )  # fmt: skip
    if row is None:
        raise CaseClosed


@db.atomic
async def close_case(
    *,
    case_id: int,
    closed_by: str,
    resolution: str,
    now: datetime,
    decision: Decision = Decision.NO_LOSS,
    recovered_fen: int | None = None,
) -> None:
    """Close a case with a decision about what it cost, and words about what was done.

    `recovered_fen` of the claim is credited by the supplier, None for all; the rest is
    written off. Raises CaseClosed for the second closer, InvalidInput for a decision that
    does not fit the claim.
    """
    row = await db.fetch_one(_CLOSE, case_id, closed_by, decision.value, resolution, now)
    if row is None:
        raise CaseClosed
    await decide(case_id, decision, recovered_fen=recovered_fen, actor=closed_by, now=now)
