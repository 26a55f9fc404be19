"""What the clock asks of loyalty: that no tier outlasts its end, and no score its year."""

from datetime import datetime, timedelta

from app import members
from app.members import MemberView

from . import policy, queries, service

EVERY = timedelta(days=1)
MOST_AT_ONCE = 200


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
    stretch = await members.walk("tiers", every=EVERY, most=MOST_AT_ONCE, now=now)
    found = stretch.members
    told = await queries.scores([one.id for one in found], at=now) if found else {}
    for one in found:
        if _has_moved(one, told[one.id].total):
            await service.review_tier(member_id=one.id, now=now)
    return len(found)


def _has_moved(member: MemberView, total: int) -> bool:
    found = policy.reached(total, queries.thresholds())
    return total != member.tier_score or not member.tier.reaches(found)
