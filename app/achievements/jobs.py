"""What the clock asks of the wall."""

from datetime import datetime, timedelta

import msgspec

from app import members
from app.kit import db

from . import service

EVERY = timedelta(hours=6)
MOST_AT_ONCE = 200

_OPEN = "SELECT * FROM achievement_round WHERE ended_at IS NULL FOR UPDATE SKIP LOCKED"

# One open round at most; who loses the race begins nothing.
_BEGIN = """
INSERT INTO achievement_round (began_at)
SELECT $1::timestamptz WHERE NOT EXISTS (SELECT FROM achievement_round
                             WHERE ended_at IS NULL OR began_at > $2)
ON CONFLICT DO NOTHING RETURNING *"""

_REACH = """
UPDATE achievement_round SET reached_member_id = $2, members = members + $3 WHERE id = $1"""

_COUNT = "SELECT badge, count(*) AS holders FROM achievement GROUP BY badge"

_END = "UPDATE achievement_round SET ended_at = $2, holders = $3::jsonb WHERE id = $1"


@db.atomic
async def award_badges(*, now: datetime) -> int:
    """Walk on past two hundred members and give what no event told; returns how many.

    A round begins every six hours, and goes on where any worker left it; at its end it is
    counted who has what. Years pass without an event, and tiers change without one.
    """
    row = await db.fetch_one(_OPEN) or await db.fetch_one(_BEGIN, now, now - EVERY)
    if row is None:
        return 0
    found = await members.following(row["reached_member_id"], most=MOST_AT_ONCE)
    if not found:
        await _end(row["id"], now)
        return 0
    await service.award_all(found, now=now)
    await db.fetch(_REACH, row["id"], found[-1].id, len(found))
    return len(found)


async def _end(round_id: int, now: datetime) -> None:
    """Keep the counts, and forget the rounds before."""
    holders = {row["badge"]: row["holders"] for row in await db.fetch(_COUNT)}
    await db.fetch(_END, round_id, now, msgspec.json.encode(holders).decode())
    await db.fetch("DELETE FROM achievement_round WHERE id < $1", round_id)
