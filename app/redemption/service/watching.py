"""Share out overdue promises among watchdogs."""

from datetime import datetime, timedelta

from app.kit import db

# A last query has 20 seconds (R20). Longer would keep what a killed watchdog had claimed from
# the next one past the sixty seconds in which it must act; shorter only doubles queries.
LEASE_SECONDS = 25

# Served by redemption_promised; SKIP LOCKED lets many watchdogs share one queue.
_CLAIM = """
WITH overdue AS MATERIALIZED (
    SELECT id FROM redemption
     WHERE state IN ('placed', 'delivering') AND promise_due_at <= $1
       AND (watched_until IS NULL OR watched_until <= $1)
     ORDER BY promise_due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
UPDATE redemption r SET watched_until = $3 FROM overdue WHERE r.id = overdue.id
RETURNING r.id"""


@db.atomic
async def claim_overdue(*, now: datetime, most: int = 500) -> list[int]:
    """Lease redemptions whose promise has passed; a lease only saves doubled queries.

    What happens to them is decided by the state map, so a lost lease does no harm.
    """
    rows = await db.fetch(_CLAIM, now, most, now + timedelta(seconds=LEASE_SECONDS))
    return [row["id"] for row in rows]
