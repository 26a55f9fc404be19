"""What is on a member's wall now? Reads; returns schemas."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from app import activity, redemption
from app.kit import db
from app.members import MemberView

from . import policy
from .schemas import Achievement, Held, Wall

# Served by achievement_once; the counts are one row.
_HELD = """
SELECT (SELECT coalesce(json_agg(json_build_object('badge', badge, 'earned_at', earned_at,
               'seen_at', seen_at, 'slot', slot)), '[]')
          FROM achievement WHERE member_id = $1) AS held,
       counted.members, counted.holders
  FROM (SELECT) AS one
  LEFT JOIN achievement_count counted ON true"""

_PINNED = """
SELECT badge, earned_at, seen_at, slot FROM achievement
 WHERE member_id = $1 AND slot IS NOT NULL ORDER BY slot"""

_BADGES_OF = "SELECT member_id, badge FROM achievement WHERE member_id = ANY($1)"


async def wall(member: MemberView, *, at: datetime) -> Wall:
    """Show a member's wall: what is earned, and how far the rest is."""
    row = await db.fetch_one(_HELD, member.id)
    assert row is not None
    held = msgspec.json.decode(row["held"], type=list[Held])
    return policy.wall(
        {one.badge: one for one in held},
        (await facts([member], at=at))[member.id],
        holders=msgspec.json.decode(row["holders"] or "{}", type=dict[str, int]),
        members=row["members"] or 0,
    )


async def pinned(member_id: int) -> tuple[Achievement, ...]:
    """Show the badges that a member has pinned, in their places; without their rarity."""
    rows = await db.fetch(_PINNED, member_id)
    held = [Held(**dict(row)) for row in rows]
    return policy.pinned(held)


async def facts(members: Collection[MemberView], *, at: datetime) -> dict[int, policy.Facts]:
    """Gather what members did, by two reads however many they are."""
    ids = [one.id for one in members]
    endings: dict[int, list[redemption.Ending]] = {one: [] for one in ids}
    for ending in await redemption.endings(ids):
        endings[ending.member_id].append(ending)
    reads = await activity.instants(ids, kind=policy.READ_KIND, most=policy.MOST_READ)
    return {one.id: policy.facts(one, endings[one.id], reads[one.id], at=at) for one in members}


async def badges_of(member_ids: Collection[int]) -> dict[int, set[str]]:
    """Name the badges that each member has."""
    found: dict[int, set[str]] = {member_id: set() for member_id in member_ids}
    for row in await db.fetch(_BADGES_OF, list(member_ids)):
        found[row["member_id"]].add(row["badge"])
    return found
