"""Keep the promise: at the deadline ask once more, then give everything back (R20)."""

import asyncio
from datetime import datetime

from app import redemption
from app.kit.clock import Stopwatch
from app.kit.failpoints import failpoint

from .. import queries, service
from .dispatch import ask

LAST_QUERY_SECONDS = 20
TRIES = 2
AT_ONCE = 20


async def keep_promises(*, now: datetime) -> int:
    """Settle every redemption whose promise has passed at `now`; returns how many it looked at.

    Any number of watchdogs may run: the state map lets one outcome happen.
    """
    watch = Stopwatch(now)
    overdue = await redemption.claim_overdue(now=now)
    gate = asyncio.Semaphore(AT_ONCE)

    async def keep(redemption_id: int) -> None:
        async with gate:
            await _keep(redemption_id, watch)

    await asyncio.gather(*(keep(one) for one in overdue))
    return len(overdue)


async def _keep(redemption_id: int, watch: Stopwatch) -> None:
    await _ask_once_more(redemption_id, watch)
    failpoint("last_query_answered")
    # Does nothing when the last query settled it: then it is no longer owed.
    await service.abandon(redemption_id=redemption_id, now=watch.now())
    failpoint("refund_committed")


async def _ask_once_more(redemption_id: int, watch: Stopwatch) -> None:
    try:
        async with asyncio.timeout(LAST_QUERY_SECONDS):
            for _ in range(TRIES):
                attempt = await queries.live_attempt(redemption_id=redemption_id)
                if attempt is None:
                    return
                await ask(attempt, now=watch.now())
    except TimeoutError:
        return  # Still unknown: the member is given everything back all the same.
