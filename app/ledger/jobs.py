"""What the clock asks of the ledger: let lots expire."""

from datetime import datetime

from app.kit import db
from app.kit.failpoints import failpoint

# Served by lot_expiring (expires_at) WHERE points_left > 0.
_DUE = """
SELECT member_id, currency FROM lot WHERE points_left > 0 AND expires_at <= $1
 ORDER BY expires_at LIMIT $2"""

_COUNT = """
SELECT count(*) AS due FROM lot
 WHERE member_id = $1 AND currency = $2 AND points_left > 0 AND expires_at <= $3"""


async def expire_lots(*, now: datetime, most: int = 500) -> int:
    """Move what is past its date to the revival account, one member at a time (R2, R10).

    Returns how many lots expired; what is held does not expire. Safe to repeat, and to run
    beside itself and beside redemptions.
    """
    due = await db.fetch(_DUE, now, most)
    members = dict.fromkeys((row["member_id"], row["currency"]) for row in due)
    return sum([await _expire(member_id, currency, now) for member_id, currency in members])


@db.atomic
async def _expire(member_id: int, currency: str, now: datetime) -> int:
    await db.fetch(
        "SELECT FROM wallet WHERE member_id = $1 AND currency = $2 FOR UPDATE",
        member_id, currency,
    )  # fmt: skip
    row = await db.fetch_one(_COUNT, member_id, currency, now)
    await db.fetch("SELECT ledger_open($1, $2, $3)", member_id, currency, now)
    failpoint("lots_expired")
    return int(row["due"]) if row else 0
