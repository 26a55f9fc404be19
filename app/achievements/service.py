"""The only code that gives, shows, pins and forgets badges."""

from collections.abc import Collection
from datetime import datetime

from app import members
from app.kit import db
from app.kit.errors import NotFound
from app.members import MemberView

from . import policy, queries
from .errors import PinsFull
from .schemas import BadgeId

# In the order of members, so that two at once never deadlock. Who is deleted meanwhile gets
# none: `member_is_gone` waits for that, and it for this.
_NOTE = """
INSERT INTO achievement (member_id, badge, earned_at, noted_at)
SELECT member_id, badge, earned_at, $4
  FROM unnest($1::bigint[], $2::text[], $3::timestamptz[]) AS won (member_id, badge, earned_at)
 WHERE NOT member_is_gone(member_id)
 ORDER BY member_id, badge
ON CONFLICT (member_id, badge) DO NOTHING
RETURNING id"""

# Locks all of a member's badges, so that pins are counted by one at a time.
_LOCK = "SELECT badge, slot FROM achievement WHERE member_id = $1 ORDER BY id FOR UPDATE"
_PIN = "UPDATE achievement SET slot = $3 WHERE member_id = $1 AND badge = $2"
_MARK_SEEN = "UPDATE achievement SET seen_at = $2 WHERE member_id = $1 AND seen_at IS NULL"


async def award(*, member_id: int, now: datetime) -> int:
    """Give a member the badges that are earned by now; returns how many were new.

    Safe to repeat. Who is unknown or was deleted gets none.
    """
    member = await members.viewer(member_id)
    return await award_all([member], now=now) if member else 0


async def award_all(found: Collection[MemberView], *, now: datetime) -> int:
    """Give each of these members the badges that are earned by now. Safe to repeat."""
    known = await queries.facts(found, at=now)
    had = await queries.badges_of(known)
    won = [
        (member_id, badge, earned_at)
        for member_id, told in known.items()
        for badge, earned_at in policy.earned(told).items()
        if badge not in had[member_id]
    ]
    if not won:
        return 0
    ids, badges, instants = (list(column) for column in zip(*won, strict=True))
    return len(await db.fetch(_NOTE, ids, badges, instants, now))


@db.atomic
async def pin(*, member_id: int, badge: BadgeId) -> None:
    """Pin an earned badge to the profile. Safe to repeat.

    Raises NotFound when it is not earned, PinsFull when three others are pinned.
    """
    slots = {row["badge"]: row["slot"] for row in await db.fetch(_LOCK, member_id)}
    if badge.value not in slots:
        raise NotFound
    if slots[badge.value] is not None:
        return
    slot = policy.free_slot([one for one in slots.values() if one is not None])
    if slot is None:
        raise PinsFull(most=policy.MOST_PINS)
    await db.fetch(_PIN, member_id, badge.value, slot)


async def unpin(*, member_id: int, badge: BadgeId) -> None:
    """Take a badge down from the profile; it stays earned. Safe to repeat."""
    await db.fetch(_PIN, member_id, badge.value, None)


async def mark_seen(*, member_id: int, now: datetime) -> None:
    """Note that the member has seen what is new on the wall. Safe to repeat."""
    await db.fetch(_MARK_SEEN, member_id, now)


async def erase(*, member_id: int) -> None:
    """Forget what a deleted member had earned. Safe to repeat."""
    await db.fetch("DELETE FROM achievement WHERE member_id = $1", member_id)
