"""What members' tiers are decided by, as it stands at an instant."""

from collections.abc import Collection
from datetime import datetime

from app import ledger
from app.kit import db, months
from app.kit.tiers import LIFE_MONTHS, Tier
from app.settings import current

from .. import policy
from ..schemas import Score

# Served by purchase_member_id_earned_at.
_SPENT = """
SELECT member_id, sum(cash_fen - refunded_fen)::bigint AS cash_fen FROM purchase
 WHERE member_id = ANY($1) AND earned_at BETWEEN $2 AND $3 GROUP BY member_id"""


def thresholds() -> dict[Tier, int]:
    """Tell the score that each tier above the basic one takes, by this brand's settings."""
    above_basic = [one for one in Tier if one is not Tier.BASIC]
    return dict(zip(above_basic, current().thresholds, strict=True))


async def scores(member_ids: Collection[int], *, at: datetime) -> dict[int, Score]:
    """Sum up the twelve months that end with the day of `at`, by two reads however many.

    What was given back or clawed back since, is taken off.
    """
    since = months.window_start(at, months=LIFE_MONTHS, zone=current().zone)
    earned = await ledger.earnings(member_ids, since=since, until=at)
    rows = await db.fetch(_SPENT, list(member_ids), since, at)
    spent = {row["member_id"]: row["cash_fen"] for row in rows}
    return {one: policy.score(earned[one], mall_fen=spent.get(one, 0)) for one in member_ids}


async def score(member_id: int, *, at: datetime) -> Score:
    """Sum up one member's last twelve months."""
    return (await scores([member_id], at=at))[member_id]
