"""Remember what was found, and ask a person to look, once while it stands."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app import fulfilment
from app.fulfilment import CaseKind
from app.kit import db

from .schemas import Breach

LONGEST_EXAMPLE = 300

_NOTE = """
INSERT INTO invariant_check AS old (name, broken, example, checked_at, broken_since)
VALUES ($1, $2, $3, $4, CASE WHEN $2 > 0 THEN $4::timestamptz END)
ON CONFLICT (name) DO UPDATE SET broken = $2, example = $3, checked_at = $4,
   broken_since = CASE WHEN $2 > 0 THEN coalesce(old.broken_since, $4) END,
   told_at = CASE WHEN $2 > 0 THEN old.told_at END,
   digest = CASE WHEN $2 > 0 THEN old.digest END
RETURNING told_at, digest"""


@db.atomic
async def note(name: str, breaches: Sequence[Breach], *, now: datetime) -> None:
    """Keep what one look found; what is broken has one case for as long as it stands.

    Safe to repeat. There is another case when it was mended and breaks again, and when
    what is broken is no longer what it was when the case was closed.
    """
    example = breaches[0].told[:LONGEST_EXAMPLE] if breaches else None
    row = await db.fetch_one(_NOTE, name, len(breaches), example, now)
    if row is None or example is None:
        return
    digest = _digest(breaches)
    told_at = row["told_at"]
    if await _is_news(name, row, digest):
        told_at = now
        await fulfilment.open_case(
            kind=CaseKind.BOOKS_DIFFER,
            redemption_id=None,
            reference=_reference(name, now),
            facts={"invariant": name, "rows": len(breaches), "example": example},
            now=now,
        )
    await db.fetch(
        "UPDATE invariant_check SET told_at = $2, digest = $3 WHERE name = $1",
        name, told_at, digest,
    )  # fmt: skip


async def _is_news(name: str, row: Any, digest: bytes) -> bool:
    """Tell whether nobody was told of this: no case is open, and it is not as at its end."""
    if row["told_at"] is None:
        return True
    if row["digest"] == digest:
        return False
    return not await fulfilment.is_case_open(
        kind=CaseKind.BOOKS_DIFFER, reference=_reference(name, row["told_at"])
    )


def _reference(name: str, told_at: datetime) -> str:
    return f"books:{name[:80]}:{told_at:%Y-%m-%dT%H:%M:%S.%f}"


def _digest(breaches: Sequence[Breach]) -> bytes:
    """Hash what is broken, in whatever order it was found."""
    return hashlib.sha256("\n".join(sorted(one.told for one in breaches)).encode()).digest()
