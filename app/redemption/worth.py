"""What the month's sums ask of redemptions: what they were worth, and what went back."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.kit import db


class Worth(msgspec.Struct, frozen=True, kw_only=True):
    """What a member gave for a redemption; without `delivered_at` it was never completed."""

    id: int
    points: int
    cash_fen: int
    delivered_at: datetime | None


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """What went back to a member at one time, after the delivery; `id` counts upwards."""

    id: int
    redemption_id: int
    points: int
    cash_fen: int
    at: datetime


# Served by timeline_entry_returned.
_RETURNS = """
SELECT t.id, t.redemption AS redemption_id, t.at, (t.facts ->> 'points')::bigint AS points,
       (t.facts ->> 'cash_fen')::bigint AS cash_fen
  FROM timeline_entry t JOIN redemption r ON r.id = t.redemption
 WHERE t.kind IN ('refunding', 'refunded', 'refunded_part') AND t.at >= $1 AND t.at < $2
   AND t.id > $3 AND t.facts ? 'points' AND r.delivered_at <= t.at
 ORDER BY t.id LIMIT $4"""


async def worths(redemption_ids: Sequence[int]) -> tuple[Worth, ...]:
    """Tell what members gave for these redemptions, in no order."""
    rows = await db.fetch(
        "SELECT id, points, cash_fen, delivered_at FROM redemption"
        " WHERE id = ANY($1::bigint[])",
        list(redemption_ids),
    )
    return tuple(msgspec.convert(dict(row), Worth) for row in rows)


async def returns(
    *, since: datetime, until: datetime, after_id: int = 0, most: int = 500
) -> tuple[Return, ...]:
    """List what went back after its delivery, from `since` until before `until`, by id."""
    rows = await db.fetch(_RETURNS, since, until, after_id, most)
    return tuple(msgspec.convert(dict(row), Return) for row in rows)
