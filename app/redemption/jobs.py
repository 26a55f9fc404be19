"""What the clock asks of redemptions."""

from datetime import datetime

from app.kit.failpoints import failpoint

from . import queries, service


async def cancel_unpaid(*, now: datetime) -> int:
    """Withdraw redemptions that were not paid in time; returns how many."""
    cancelled = 0
    for redemption_id in await queries.unpaid(at=now):
        cancelled += await service.cancel_unpaid(redemption_id=redemption_id, now=now)
        failpoint("unpaid_cancelled")
    return cancelled
