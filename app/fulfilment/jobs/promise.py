"""Keep the promise: at the deadline ask once more, then give everything back (R20)."""

import asyncio
from collections import defaultdict
from datetime import datetime

from app import redemption
from app.kit.clock import Stopwatch
from app.kit.failpoints import failpoint
from suppliers import Missing, Unknown

from .. import queries, service
from ..schemas import AttemptView
from .dispatch import ask
from .isolation import each

LAST_QUERY_SECONDS = 20
TRIES = 2
ASKED_AT_ONCE = 16  # Of one supplier, so that a hanging one holds up nobody else's.
GIVEN_BACK_AT_ONCE = 8
NO_ANSWER = (Unknown, Missing)  # Worth a second try; all else says where it stands.


async def keep_promises(*, now: datetime) -> int:
    """Settle every redemption whose promise has passed at `now`; returns how many it looked at.

    The last question has twenty seconds for all of them together. Whatever it brings, even
    an error, what is still owed then goes back. Any number of watchdogs may run: the state
    map lets one outcome happen.
    """
    watch = Stopwatch(now)
    overdue = await redemption.claim_overdue(now=now)
    if not overdue:
        return 0
    failpoint("promises_claimed")
    failures = await _ask_once_more(overdue, watch)
    failpoint("last_query_answered")

    async def give_back(redemption_id: int) -> None:
        # Does nothing when the last query settled it: then it is no longer owed.
        await service.abandon(redemption_id=redemption_id, now=watch.now())
        failpoint("refund_committed")

    failures += await each(overdue, give_back, at_once=GIVEN_BACK_AT_ONCE)
    if failures:
        raise ExceptionGroup("promises were kept, but not without trouble", failures)
    return len(overdue)


async def _ask_once_more(overdue: list[int], watch: Stopwatch) -> list[Exception]:
    """Ask about every live attempt; returns the errors. Who was not heard stays unknown."""
    gates: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(ASKED_AT_ONCE))

    async def ask_about(attempt: AttemptView) -> None:
        for _ in range(TRIES):
            async with gates[attempt.supplier]:
                outcome = await ask(attempt, now=watch.now())
            if not isinstance(outcome, NO_ANSWER):
                return

    live = await queries.live_attempts(redemption_ids=overdue)
    return await each(live, ask_about, at_once=len(live), seconds=LAST_QUERY_SECONDS)
