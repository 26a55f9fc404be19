"""Apply stored callbacks: each is a reason to ask, none is proof."""

from datetime import datetime, timedelta

from .. import queries, service
from .dispatch import ask

ORPHAN_AFTER = timedelta(hours=1)


async def apply_callbacks(*, now: datetime, most: int = 50) -> int:
    """Ask about every attempt that a callback speaks of; returns how many were closed.

    One that speaks of a number we do not know waits an hour for it, then is an orphan.
    """
    closed = 0
    for waiting in await queries.waiting_callbacks(most=most):
        attempt = await queries.attempt_by_reference(waiting.supplier, waiting.reference)
        if attempt is None:
            if now - waiting.received_at < ORPHAN_AFTER:
                continue
            await service.mark_applied(waiting.id, result="orphan", now=now)
        else:
            await ask(attempt, now=now)
            await service.mark_applied(waiting.id, result="asked", now=now)
        closed += 1
    return closed
