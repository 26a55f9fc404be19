"""The one place that changes a redemption's state; the WHERE clause is the lock."""

from datetime import datetime
from typing import Any

import msgspec

from app.kit import db

from .. import policy
from ..schemas import Owed, State, earning_of

_MOVE = """
UPDATE redemption SET state = $2::text,
       delivered_at = CASE WHEN $2::text = 'delivered' THEN $4::timestamptz
                           ELSE delivered_at END,
       closed_at = CASE WHEN $2::text IN ('delivered', 'refunded', 'cancelled')
                        THEN $4::timestamptz ELSE closed_at END,
       close_reason = coalesce($5, close_reason)
 WHERE id = $1 AND state = ANY($3::text[])
RETURNING *"""

_LOCK = "SELECT * FROM redemption WHERE id = $1 FOR UPDATE"

_PAY = """
UPDATE redemption SET state = 'placed', paid_at = $2,
       promise_due_at = $2::timestamptz + make_interval(secs => promise_seconds)
 WHERE id = $1 AND state = 'awaiting_payment'
RETURNING *"""


async def move(
    redemption_id: int, target: State, *, now: datetime, reason: str | None = None
) -> Owed | None:
    """Move a redemption along the state map and lock its row; None when it has moved on."""
    return _owed(
        await db.fetch_one(
            _MOVE, redemption_id, target.value, policy.sources(target), now, reason
        )
    )


async def mark_paid(redemption_id: int, paid_at: datetime) -> Owed | None:
    """Move an unpaid redemption to placed and start its clock (R19); None when not unpaid."""
    return _owed(await db.fetch_one(_PAY, redemption_id, paid_at))


async def locked(redemption_id: int) -> Owed | None:
    """Lock one redemption's row; every verb that touches it begins so."""
    return _owed(await db.fetch_one(_LOCK, redemption_id))


@db.atomic
async def lock(redemption_id: int) -> State | None:
    """Lock one redemption until the transaction ends, and tell its state; None if unknown.

    Locks are taken in one order everywhere: redemption, attempt, fulfilment, wallet, lots,
    stock, case, circuit, alarm; what an alarm opens is a new case. Who locks an attempt lets
    others refer to it (FOR NO KEY UPDATE), so who holds only a case may write its losses.
    What its cash earned (purchase) is locked only by who holds the redemption.
    """
    row = await locked(redemption_id)
    return row.state if row else None


def _owed(row: Any | None) -> Owed | None:
    if row is None:
        return None
    return msgspec.convert({**row, "earning": earning_of(row["earning"])}, Owed)
