"""The only code that writes a member's tier; why it moves is decided above, or by hand."""

from collections.abc import Sequence
from datetime import datetime

from app.kit import db, outbox
from app.kit.errors import NotFound
from app.kit.tiers import Tier, lasts_until
from app.settings import current

from .. import queries
from ..events import TierChanged
from ..schemas import MemberView, TierMove, TierReason

_MOVE = """
UPDATE member SET tier = $2, tier_since = $3, tier_until = $4, tier_score = $5 WHERE id = $1"""

_KEEP = """
INSERT INTO tier_change (member, from_tier, to_tier, reason, score, lasts_until, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)"""

_SCORE = "UPDATE member SET tier_score = $2 WHERE id = $1 AND tier_score <> $2"


@db.atomic
async def set_tier(*, member_id: int, tier: Tier, now: datetime) -> None:
    """Give a member a tier by hand, for twelve months from `now`. Raises NotFound.

    Safe to repeat. A review lifts whoever has the score for more.
    """
    held = await queries.hold_tier(member_id)
    if held is None:
        raise NotFound
    until = None if tier is Tier.BASIC else lasts_until(now, zone=current().zone)
    by_hand = TierMove(
        tier=tier, reason=TierReason.SET, score=held.tier_score, at=now, until=until
    )
    await move_tier(held, moves=[by_hand], score=held.tier_score, now=now)


@db.atomic
async def move_tier(
    held: MemberView, *, moves: Sequence[TierMove], score: int, now: datetime
) -> None:
    """Write down decisions about the tier of a member that `hold_tier` holds, in their order.

    `score` is that of `now`. TierChanged is announced once, if the tier is another at the end.
    """
    tier, since = held.tier, held.tier_since
    for move in moves:
        await db.fetch(
            _KEEP, held.id, tier, move.tier, move.reason, move.score, move.until, move.at
        )
        if move.tier is Tier.BASIC:
            since = None
        elif move.tier is not tier or move.reason is TierReason.SET:
            since = move.at
        tier = move.tier
    if not moves:
        await db.fetch(_SCORE, held.id, score)
        return
    await db.fetch(_MOVE, held.id, tier, since, moves[-1].until, score)
    if tier is not held.tier:
        changed = TierChanged(held.id, held.tier, tier, moves[-1].reason, now)
        await outbox.announce(changed, now=now)
