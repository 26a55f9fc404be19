"""Decisions about badges: no database, no clock, no network."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from app.members import MemberView
from app.redemption import Ending

from .badges import BADGES, UNTOLD, UNTOLD_DEED, UNTOLD_STORY
from .schemas import Achievement, Badge, Family, Held, Measure, Rarity, Wall

READ_KIND = "article.read"
BADGE_KINDS = frozenset({READ_KIND})  # The behaviour that may earn a badge.
MOST_READ = max(one.goal for one in BADGES if one.measure is Measure.READ)
MOST_PINS = 3
LONG_SILENCE = timedelta(days=180)
# Among fewer members a share says who it is rather than how rare it is.
FEWEST_MEMBERS = 100
LEAP_DAY = (2, 29)

Instants = tuple[datetime, ...]
Facts = Mapping[Measure, Instants]


def facts(
    member: MemberView, endings: Sequence[Ending], reads: Instants, *, at: datetime
) -> Facts:
    """Lay out what a member did, each measure as the instants at which it grew by one."""
    came = [one for one in endings if one.is_delivered]
    given = [one for one in came if one.delivery == "donation"]
    firsts = {one.delivery: one.at for one in reversed(came)}
    return {
        Measure.DELIVERED: tuple(one.at for one in came),
        Measure.WAYS: tuple(sorted(firsts.values())),
        Measure.GIFTS: tuple(one.at for one in given),
        Measure.PIECES_GIVEN: tuple(one.at for one in given for _ in range(one.quantity)),
        Measure.BOOKED: tuple(one.at for one in came if one.delivery == "booking"),
        Measure.READ: reads,
        Measure.YEARS: tuple(_anniversaries(member.joined_at, at)),
        Measure.TIERS: (member.tier_since or at,) * member.tier.rank,
        Measure.PROMISES: tuple(one.at for one in endings if not one.is_delivered),
        Measure.RETURNS: tuple(_returns(came)),
    }


def earned(known: Facts) -> dict[str, datetime]:
    """Name the badges that these facts earn, each with the instant of the deed that did."""
    return {
        one.id.value: known[one.measure][one.goal - 1]
        for one in BADGES
        if len(known[one.measure]) >= one.goal
    }


def wall(
    held: Mapping[str, Held], known: Facts, *, holders: Mapping[str, int], members: int
) -> Wall:
    """Draw up a member's wall: the earned badges first, then the others as declared."""
    drawn = [
        _achievement(
            one, held.get(one.id), len(known[one.measure]),
            rarity(holders.get(one.id, 0), members, is_mine=one.id.value in held),
        )
        for one in BADGES
    ]  # fmt: skip
    mine = [one for one in drawn if one.is_earned]
    mine.sort(key=lambda one: (one.is_new, one.earned_at), reverse=True)
    rest = sorted((one for one in drawn if not one.is_earned), key=lambda one: not one.badge)
    return Wall(earned=len(mine), total=len(drawn), achievements=(*mine, *rest))


def pinned(held: Sequence[Held]) -> tuple[Achievement, ...]:
    """Show badges by themselves, in the order given; one that is no more is left out."""
    by_id = {one.id.value: one for one in BADGES}
    alone = rarity(1, 1, is_mine=True)
    return tuple(
        _achievement(by_id[one.badge], one, 0, alone) for one in held if one.badge in by_id
    )


def rarity(holders: int, members: int, *, is_mine: bool) -> Rarity:
    """Say how rare a badge is; who has it counts, even before they were counted."""
    holders = max(holders, int(is_mine))
    members = max(members, holders)
    share = holders * 1000 // members if members >= FEWEST_MEMBERS else None
    return Rarity(holders=holders, members=members, permille=share)


def free_slot(taken: Sequence[int]) -> int | None:
    """Choose where a badge is pinned; None when every place is taken."""
    return next((one for one in range(1, MOST_PINS + 1) if one not in taken), None)


def _achievement(badge: Badge, held: Held | None, has: int, rarity: Rarity) -> Achievement:
    if badge.is_hidden and held is None:
        return Achievement(
            badge=None, family=Family.BELONGING, name=UNTOLD, deed=UNTOLD_DEED,
            story=UNTOLD_STORY, earned_at=None, has=0, goal=1, rarity=rarity,
        )  # fmt: skip
    return Achievement(
        badge=badge.id, family=badge.family, name=badge.name, deed=badge.deed,
        story=badge.story, earned_at=held.earned_at if held else None,
        has=badge.goal if held else min(has, badge.goal), goal=badge.goal, rarity=rarity,
        is_new=held is not None and held.seen_at is None,
        is_pinned=held is not None and held.slot is not None,
    )  # fmt: skip


def _anniversaries(joined_at: datetime, at: datetime) -> list[datetime]:
    """List the days on which another year was full; the 29th of February becomes the 1st."""
    if (joined_at.month, joined_at.day) == LEAP_DAY:
        joined_at += timedelta(days=1)
    years = range(1, max(at.year - joined_at.year, 0) + 1)
    full = (joined_at.replace(year=joined_at.year + n) for n in years)
    return [one for one in full if one <= at]


def _returns(came: Sequence[Ending]) -> list[datetime]:
    return [
        later.at for before, later in pairwise(came) if later.at - before.at >= LONG_SILENCE
    ]
