"""How members' redemptions ended, for rooms above that look back on all of them."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from app.kit import db

MOST = 400  # For each member, the oldest first.

# Served by redemption_member_id_id, once for each member.
_ENDINGS = """
SELECT asked.member_id, r.delivery, r.quantity, r.state = 'delivered' AS is_delivered,
       CASE r.state WHEN 'delivered' THEN r.delivered_at ELSE r.promise_due_at END AS at
  FROM unnest($1::bigint[]) AS asked (member_id)
 CROSS JOIN LATERAL (
       SELECT * FROM redemption
        WHERE member_id = asked.member_id
          AND (state = 'delivered'
               OR (state IN ('refunding', 'refunded') AND close_reason = 'promise_passed'))
        ORDER BY id LIMIT $2) r
 ORDER BY asked.member_id, at, r.id"""


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """One redemption that came, or that the promise gave back; `at` is when."""

    member_id: int
    delivery: str
    quantity: int
    is_delivered: bool
    at: datetime


async def endings(member_ids: Collection[int]) -> list[Ending]:
    """List what each member received and what the promise gave back, in the order of time.

    The first 400 of each member. What was refunded after it came is not among them.
    """
    rows = await db.fetch(_ENDINGS, list(member_ids), MOST)
    return [Ending(**dict(row)) for row in rows]
