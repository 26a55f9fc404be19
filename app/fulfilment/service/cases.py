"""Open a case once, take it, close it with words."""

from datetime import datetime

import msgspec

from app.kit import db

from ..errors import CaseClosed
from ..schemas import CaseKind

_OPEN = """
INSERT INTO case_file (kind, redemption_id, attempt, reference, facts, opened_at)
VALUES ($1, $2, $3, $4, $5::jsonb, $6)
ON CONFLICT ON CONSTRAINT case_once DO NOTHING RETURNING id"""


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
    "supplier:fulu-main:2026-11-22"). Safe to repeat: each finding opens one case for good,
    so an alarm that may come back carries its day.
    """
    told = msgspec.json.encode(facts or {}).decode()
    row = await db.fetch_one(_OPEN, kind.value, redemption_id, attempt_id, reference, told, now)
    return row is not None


@db.atomic
async def take_case(*, case_id: int, owner: str) -> None:
    """Put an operator's name to an open case. Raises CaseClosed."""
    row = await db.fetch_one(
        "UPDATE case_file SET owner = $2 WHERE id = $1 AND closed_at IS NULL RETURNING id",
        case_id, owner,
    )  # fmt: skip
    if row is None:
        raise CaseClosed


@db.atomic
async def close_case(*, case_id: int, closed_by: str, resolution: str, now: datetime) -> None:
    """Close a case with what was done about it. Raises CaseClosed for the second closer."""
    row = await db.fetch_one(
        "UPDATE case_file SET closed_at = $4, closed_by = $2, resolution = $3"
        " WHERE id = $1 AND closed_at IS NULL RETURNING id",
        case_id, closed_by, resolution, now,
    )  # fmt: skip
    if row is None:
        raise CaseClosed
