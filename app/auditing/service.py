"""Remember what was found, and ask a person to look, once while it stands."""

from collections.abc import Sequence
from datetime import datetime

from app import fulfilment
from app.fulfilment import CaseKind
from app.kit import db

from .schemas import Breach

LONGEST_EXAMPLE = 300

_NOTE = """
INSERT INTO invariant_check AS old (name, broken, example, checked_at, broken_since)
VALUES ($1, $2, $3, $4, CASE WHEN $2 > 0 THEN $4::timestamptz END)
ON CONFLICT (name) DO UPDATE SET broken = $2, example = $3, checked_at = $4,
   broken_since = CASE WHEN $2 > 0 THEN coalesce(old.broken_since, $4) END
RETURNING broken_since"""


@db.atomic
async def note(name: str, breaches: Sequence[Breach], *, now: datetime) -> None:
    """Keep what one look found; what is broken has one case for as long as it stands.

    Safe to repeat. When it was mended and breaks again it is another case.
    """
    example = breaches[0].told[:LONGEST_EXAMPLE] if breaches else None
    row = await db.fetch_one(_NOTE, name, len(breaches), example, now)
    if row is None or row["broken_since"] is None or example is None:
        return
    await fulfilment.open_case(
        kind=CaseKind.BOOKS_DIFFER,
        redemption_id=None,
        reference=f"books:{name[:80]}:{row['broken_since']:%Y-%m-%dT%H:%M:%S}",
        facts={"invariant": name, "rows": len(breaches), "example": example},
        now=now,
    )
