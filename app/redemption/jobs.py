"""What the clock asks of redemptions."""

from datetime import datetime

from app import members
from app.kit.failpoints import failpoint

from . import queries, service


async def cancel_unpaid(*, now: datetime) -> int:
    """Withdraw redemptions that were not paid in time; returns how many."""
    cancelled = 0
    for redemption_id in await queries.unpaid(at=now):
        cancelled += await service.cancel_unpaid(redemption_id=redemption_id, now=now)
        failpoint("unpaid_cancelled")
    return cancelled


async def erase_members(*, now: datetime) -> int:
    """Delete the members whose deletion is due and who are owed nothing; returns how many."""
    erased = 0
    for member_id in await members.due_farewells(at=now):
        erased += await service.erase_member(member_id=member_id, now=now)
    return erased
