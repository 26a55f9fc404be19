"""What members decided about themselves: consents, a deletion they asked for."""

from datetime import datetime
from typing import Any

import msgspec

from app.kit import db

from ..schemas import ConsentView, FarewellView, Purpose

# Served by consent_member.
_CONSENTS = """
SELECT purpose, version, is_given, channel, decided_at FROM consent
 WHERE member = $1 ORDER BY id DESC LIMIT 200"""

# Served by farewell_one_open.
_FAREWELL = """
SELECT asked_at, due_at FROM farewell
 WHERE member = $1 AND withdrawn_at IS NULL AND done_at IS NULL"""

# Served by farewell_due. Whoever is still owed something is looked at once an hour.
_DUE = """
SELECT member FROM farewell
 WHERE due_at <= $1 AND withdrawn_at IS NULL AND done_at IS NULL
   AND (looked_at IS NULL OR looked_at <= $1 - interval '1 hour')
 ORDER BY due_at LIMIT $2"""


async def consents(member_id: int) -> list[ConsentView]:
    """List a member's decisions, the newest first; at most 200."""
    return [_consent(row) for row in await db.fetch(_CONSENTS, member_id)]


async def farewell(member_id: int) -> FarewellView | None:
    """Show the deletion that is under way, or None."""
    row = await db.fetch_one(_FAREWELL, member_id)
    return None if row is None else FarewellView(**dict(row))


async def due_farewells(*, at: datetime, most: int = 50) -> list[int]:
    """List members whose deletion is due and was not looked at in the last hour."""
    return [row["member"] for row in await db.fetch(_DUE, at, most)]


def _consent(row: Any) -> ConsentView:
    return msgspec.structs.replace(ConsentView(**dict(row)), purpose=Purpose(row["purpose"]))
