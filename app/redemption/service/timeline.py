"""Write a redemption's timeline; the same statement links what was opened for it."""

from datetime import datetime

import msgspec

from app.kit import db

from ..schemas import Step

_ENTER = """
WITH linked AS (
    UPDATE redemption SET hold_id = coalesce($7, hold_id),
           payment_id = coalesce($8, payment_id)
     WHERE id = $1 AND ($7::bigint IS NOT NULL OR $8::bigint IS NOT NULL))
INSERT INTO timeline_entry (redemption, kind, at, actor, facts, note)
VALUES ($1, $2, $3, $4, $5::jsonb, $6)"""


@db.atomic
async def enter(
    *,
    redemption_id: int,
    kind: Step,
    now: datetime,
    actor: str = "system",
    facts: dict[str, str | int] | None = None,
    note: str | None = None,
    hold_id: int | None = None,
    payment_id: int | None = None,
) -> None:
    """Add one step to the timeline. `facts` hold no personal data: members read them."""
    told = msgspec.json.encode(facts or {}).decode()
    await db.fetch(_ENTER, redemption_id, kind, now, actor, told, note, hold_id, payment_id)
