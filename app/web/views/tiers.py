"""Where a member stands on the ladder, and what the next step takes, for either face."""

from datetime import datetime
from typing import Any

import msgspec

from app import loyalty
from app.kit.tiers import Tier, is_sprint
from app.members import MemberView
from app.settings import day_of


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A tier, its end, and what the next one takes; `score` is the last review's.

    `missing` to `next_tier`, which the highest has none of. `keep_threshold` is what keeps the
    tier at its end, `falls_to` what it becomes else; the basic tier has no end.
    """

    tier: Tier
    score: int
    next_tier: Tier | None
    threshold: int | None
    missing: int
    tier_since: datetime | None
    tier_until: datetime | None
    days_left: int | None
    in_sprint: bool
    keep_threshold: int | None
    falls_to: Tier | None

    @property
    def is_kept(self) -> bool:
        """Tell whether the score of this moment would keep the tier."""
        return self.keep_threshold is None or self.score >= self.keep_threshold


class TierProgress(Standing, frozen=True, kw_only=True):
    """The same with its score counted anew, and what that is made of.

    `spend` in whole yuan and `engagement` in points, both of twelve months; their parts add up
    to the score. Either `missing_spend` yuan or `missing_engagement` points alone would do.
    """

    spend: int
    spend_fen: int
    spend_part: int
    engagement: int
    engagement_part: int
    missing_spend: int
    missing_engagement: int


def standing(member: MemberView, *, at: datetime) -> Standing:
    """Tell where a member stands, from the member's row alone."""
    return Standing(**_stands(member, member.tier_score, at))


async def progress(member: MemberView, *, at: datetime) -> TierProgress:
    """Count a member's score and tell what it is made of, by two reads."""
    score = await loyalty.score(member.id, at=at)
    stands = _stands(member, score.total, at)
    aim = stands["threshold"] or 0
    return TierProgress(
        **stands,
        spend=score.spend_fen // 100,
        spend_fen=score.spend_fen,
        spend_part=score.spend_part,
        engagement=score.engagement,
        engagement_part=score.engagement_part,
        missing_spend=score.yuan_to(aim),
        missing_engagement=score.points_to(aim),
    )


def _stands(member: MemberView, score: int, at: datetime) -> dict[str, Any]:
    thresholds = loyalty.thresholds()
    following = loyalty.above(member.tier)
    threshold = thresholds[following] if following else None
    until = member.tier_until
    return {
        "tier": member.tier,
        "score": score,
        "next_tier": following,
        "threshold": threshold,
        "missing": max((threshold or 0) - score, 0),
        "tier_since": member.tier_since,
        "tier_until": until,
        "days_left": (day_of(until) - day_of(at)).days if until else None,
        "in_sprint": is_sprint(until, at=at),
        "keep_threshold": thresholds[member.tier] if until else None,
        "falls_to": loyalty.below(member.tier) if until else None,
    }
