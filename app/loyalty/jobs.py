"""What the clock asks of loyalty: that no tier outlasts its end, and no score its year."""

from datetime import datetime, timedelta

from app import members
from app.kit import db
from app.members import MemberView

from . import policy, queries, service

EVERY = timedelta(days=1)
MOST_AT_ONCE = 200

_OPEN = "SELECT * FROM tier_round WHERE ended_at IS NULL FOR UPDATE SKIP LOCKED"

# One open round at most; who loses the race begins nothing.
_BEGIN = """
INSERT INTO tier_round (began_at)
SELECT $1::timestamptz WHERE NOT EXISTS (SELECT FROM tier_round
                             WHERE ended_at IS NULL OR began_at > $2)
ON CONFLICT DO NOTHING RETURNING *"""

_REACH = "UPDATE tier_round SET reached_member_id = $2 WHERE id = $1"
_END = "UPDATE tier_round SET ended_at = $2 WHERE id = $1"
_FORGET = "DELETE FROM tier_round WHERE id < $1"


async def review_tiers(*, now: datetime) -> int:
    """Review the tiers that have come to their end, else the next members of the daily walk.

    Returns how many members were looked at. Each is a transaction of its own.
    """
    ended = await members.ended_tiers(at=now, most=MOST_AT_ONCE)
    for member_id in ended:
        await service.review_tier(member_id=member_id, now=now)
    return len(ended) or await _walk(now)


async def _walk(now: datetime) -> int:
    """Review those whose score is no more what it was: months pass, and an event may be lost.

    A walk goes past everybody once a day; the few that a killed worker leaves out wait for
    the next.
    """
    found = await _following(now)
    told = await queries.scores([one.id for one in found], at=now) if found else {}
    for one in found:
        if _has_moved(one, told[one.id].total):
            await service.review_tier(member_id=one.id, now=now)
    return len(found)


@db.atomic
async def _following(now: datetime) -> list[MemberView]:
    row = await db.fetch_one(_OPEN) or await db.fetch_one(_BEGIN, now, now - EVERY)
    if row is None:
        return []
    found = await members.following(row["reached_member_id"], most=MOST_AT_ONCE)
    if found:
        await db.fetch(_REACH, row["id"], found[-1].id)
    else:
        await db.fetch(_END, row["id"], now)
        await db.fetch(_FORGET, row["id"])
    return found


def _has_moved(member: MemberView, total: int) -> bool:
    found = policy.reached(total, queries.thresholds())
    return total != member.tier_score or not member.tier.reaches(found)
