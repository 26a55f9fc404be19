"""What the clock asks of the wall."""

from datetime import datetime, timedelta

import msgspec

from app import members
from app.kit import db

from . import service

EVERY = timedelta(hours=6)
MOST_AT_ONCE = 200

_HOLDERS = "SELECT badge, count(*) AS holders FROM achievement GROUP BY badge"

_COUNT = """
INSERT INTO achievement_count (id, members, holders, counted_at) VALUES (1, $1, $2::jsonb, $3)
ON CONFLICT (id) DO UPDATE SET members = $1, holders = $2::jsonb, counted_at = $3"""


@db.atomic
async def award_badges(*, now: datetime) -> int:
    """Walk on past two hundred members and give what no event told; returns how many.

    At the end of a walk it is counted who has what. Years pass without an event, and tiers
    change without one.
    """
    stretch = await members.walk("achievements", every=EVERY, most=MOST_AT_ONCE, now=now)
    if stretch.members:
        await service.award_all(stretch.members, now=now)
    elif stretch.is_end:
        await _count(stretch.passed, now)
    return len(stretch.members)


async def _count(passed: int, now: datetime) -> None:
    holders = {row["badge"]: row["holders"] for row in await db.fetch(_HOLDERS)}
    await db.fetch(_COUNT, passed, msgspec.json.encode(holders).decode(), now)
