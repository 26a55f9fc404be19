"""How tiers stand, and how they came to stand so."""

from datetime import datetime

import msgspec

from app.kit import db

from ..schemas import MemberView, TierChangeView
from .people import view

# FOR NO KEY UPDATE: what the member begins meanwhile does not wait for a review.
_HELD = """
SELECT id, nickname, phone_masked, tier, language, text_size, joined_at, is_disabled,
       theme, is_personalised, goal_product_id, is_express, tier_since, tier_until,
       tier_score
  FROM member WHERE id = $1 AND NOT is_disabled FOR NO KEY UPDATE"""

# Served by member_tier_ends.
_ENDED = """
SELECT id FROM member WHERE tier_until <= $1 AND NOT is_disabled ORDER BY tier_until LIMIT $2"""

# Served by tier_change_member.
_CHANGES = """
SELECT id, from_tier, to_tier, reason, score, lasts_until, changed_at FROM tier_change
 WHERE member = $1 ORDER BY id DESC LIMIT $2"""


async def hold_tier(member_id: int) -> MemberView | None:
    """Read a member whose tier nobody else decides until the transaction ends.

    None for who is unknown, shut out or deleted.
    """
    row = await db.fetch_one(_HELD, member_id)
    return None if row is None else view(row)


async def ended_tiers(*, at: datetime, most: int) -> list[int]:
    """List members whose tier has come to its end, the longest ago first."""
    return [row["id"] for row in await db.fetch(_ENDED, at, most)]


async def tier_changes(member_id: int, *, most: int = 50) -> list[TierChangeView]:
    """List the decisions about a member's tier, the newest first."""
    rows = await db.fetch(_CHANGES, member_id, most)
    return [msgspec.convert(dict(row), TierChangeView) for row in rows]
