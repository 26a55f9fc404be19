"""Moving members along the ladder. The member's row is the lock."""

from datetime import datetime

from app import members
from app.kit import db
from app.kit.tiers import Tier
from app.members import MemberView, TierMove
from app.settings import current

from .. import policy, queries


@db.atomic
async def review_tier(*, member_id: int, now: datetime) -> Tier | None:
    """Decide a member's tier anew and return it: past ends first, each by its own score.

    Safe to repeat, and two at once decide one after the other. None for who is unknown, shut
    out or deleted. Source: rules R26.
    """
    held = await members.hold_tier(member_id)
    if held is None:
        return None
    moves = await _ends(held, now)
    tier = moves[-1].tier if moves else held.tier
    found = await queries.score(member_id, at=now)
    rise = policy.rise(tier, found.total, queries.thresholds(), at=now, zone=current().zone)
    moves += [rise] if rise else []
    await members.move_tier(held, moves=moves, score=found.total, now=now)
    return moves[-1].tier if moves else tier


async def _ends(held: MemberView, now: datetime) -> list[TierMove]:
    """Decide each end that has passed, a year after the other, however late we come."""
    moves: list[TierMove] = []
    tier, until = held.tier, held.tier_until
    while until is not None and until <= now:
        found = await queries.score(held.id, at=until)
        moves.append(
            policy.at_end(tier, until, found.total, queries.thresholds(), zone=current().zone)
        )
        tier, until = moves[-1].tier, moves[-1].until
    return moves
