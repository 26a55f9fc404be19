"""What a wallet adds to a statement: sums by month, and the lots behind a movement."""

from datetime import datetime

import msgspec

from app.kit import db

from ..schemas import MonthSum, PostingView, TouchedLot
from .books import POINTS

# Served by posting_earned (member_id, posted_at).
_MONTHS = """
SELECT date_trunc('month', posted_at AT TIME ZONE $3) AT TIME ZONE $3 AS at,
       coalesce(sum(points) FILTER (WHERE destination = 'available'), 0)::bigint AS gained,
       coalesce(sum(points) FILTER (WHERE source = 'available'), 0)::bigint AS spent
  FROM posting WHERE member_id = $1 AND currency = $2 AND posted_at >= $4
 GROUP BY 1 ORDER BY 1 DESC"""

# What came in made one lot; what expired says which; a hold has its parts.
_TOUCHED = """
SELECT lot.earned_at, lot.expires_at, touched.points
  FROM (SELECT id AS lot, points_granted AS points FROM lot WHERE posting = $1
        UNION ALL
        SELECT $2::bigint, $5::bigint WHERE $2::bigint IS NOT NULL
        UNION ALL
        SELECT lot, CASE $4 WHEN 'hold' THEN points WHEN 'capture' THEN points_captured
                            WHEN 'release' THEN points_released
                            WHEN 'refund' THEN points_refunded ELSE 0 END
          FROM hold_part WHERE hold = $3) AS touched
  JOIN lot ON lot.id = touched.lot AND lot.member_id = $6
 WHERE touched.points > 0 ORDER BY lot.expires_at, lot.id"""


async def month_sums(
    member_id: int, *, since: datetime, zone: str, currency: str = POINTS
) -> list[MonthSum]:
    """Sum up what came in and went out of the available points, newest month first."""
    rows = await db.fetch(_MONTHS, member_id, currency, zone, since)
    return [msgspec.convert(dict(row), MonthSum) for row in rows]


async def touched_lots(posting: PostingView) -> tuple[TouchedLot, ...]:
    """List the lots that a movement went into or came out of, first to expire first.

    Empty where the ledger cannot tell: a hold that was resolved in several parts knows how
    much of each lot went where in all, but not by which of the movements.
    """
    inputs = posting.receipt.inputs
    rows = await db.fetch(
        _TOUCHED, posting.id, _id(inputs.get("lot")), _id(inputs.get("hold")),
        posting.movement.value, posting.points, posting.member_id,
    )  # fmt: skip
    found = tuple(msgspec.convert(dict(row), TouchedLot) for row in rows)
    return found if sum(one.points for one in found) == posting.points else ()


def _id(told: int | str | None) -> int | None:
    return told if isinstance(told, int) else None
