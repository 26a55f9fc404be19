"""What a supplier's statement tells about open cases: their facts, and what they can cost."""

from collections.abc import Mapping

import msgspec

from app.kit import db

from ..schemas import CaseKind

# Who books a loss holds the case; what has a loss keeps the facts it was booked by.
_LOCK = """
SELECT id FROM case_file
 WHERE closed_at IS NULL AND ((kind = $1 AND reference = ANY($2::text[]))
       OR (kind <> $1 AND attempt = ANY($3::bigint[])))
 ORDER BY id FOR NO KEY UPDATE"""

_UNBOOKED = """
SELECT c.id FROM case_file c WHERE c.id = ANY($1::bigint[])
   AND NOT EXISTS (SELECT FROM loss_posting p WHERE p.case_file = c.id)"""

_REFRESH = """
UPDATE case_file c SET facts = u.facts
  FROM unnest($2::text[], $3::jsonb[]) AS u (reference, facts)
 WHERE c.id = ANY($1::bigint[]) AND c.reference = u.reference AND c.facts <> u.facts"""

_CHARGE = """
UPDATE case_file c SET facts = CASE WHEN u.fen IS NULL THEN c.facts - 'charged_fen'
       ELSE c.facts || jsonb_build_object('charged_fen', u.fen) END
  FROM unnest($2::bigint[], $3::bigint[]) AS u (attempt, fen)
 WHERE c.id = ANY($1::bigint[]) AND c.attempt = u.attempt"""


@db.atomic
async def refresh_cases(facts: Mapping[str, Mapping[str, str | int]]) -> None:
    """Write new facts, by reference, on open cases about statements that have no loss yet."""
    locked = await _locked(references=list(facts))
    told = [msgspec.json.encode(one).decode() for one in facts.values()]
    if locked:
        await db.fetch(_REFRESH, locked, list(facts), told)


@db.atomic
async def note_charges(charges: Mapping[int, int | None]) -> None:
    """Write what statements charge for deliveries in part on their open cases without a loss.

    By attempt, in fen; None where nothing is charged any more.
    """
    locked = await _locked(attempts=list(charges))
    if locked:
        await db.fetch(_CHARGE, locked, list(charges), list(charges.values()))


async def _locked(
    *, references: list[str] | None = None, attempts: list[int] | None = None
) -> list[int]:
    kind = CaseKind.STATEMENT_MISMATCH.value
    rows = await db.fetch(_LOCK, kind, references or [], attempts or [])
    # Looked at after the lock: a loss may have been booked while we waited for it.
    unbooked = await db.fetch(_UNBOOKED, [row["id"] for row in rows])
    return [row["id"] for row in unbooked]
