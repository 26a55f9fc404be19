"""Apply stored callbacks: each is a reason to ask, none is proof."""

from datetime import datetime, timedelta

from .. import queries, service
from ..schemas import AttemptView
from .dispatch import ask
from .isolation import each

ORPHAN_AFTER = timedelta(hours=1)
AT_ONCE = 8


async def apply_callbacks(*, now: datetime, most: int = 50) -> int:
    """Ask about every attempt that a callback speaks of; returns how many were closed.

    One that speaks of a number we do not know waits an hour for it, then is an orphan.
    """
    known = []
    closed = 0
    for waiting in await queries.waiting_callbacks(most=most):
        attempt = await queries.attempt_by_reference(waiting.supplier, waiting.reference)
        if attempt is None and now - waiting.received_at < ORPHAN_AFTER:
            continue
        # Closed before it is asked about: it is a hint, and polling makes up for a lost one.
        result = "asked" if attempt else "orphan"
        if not await service.mark_applied(waiting.id, result=result, now=now):
            continue
        closed += 1
        if attempt is not None:
            known.append(attempt)

    async def ask_about(attempt: AttemptView) -> None:
        await ask(attempt, now=now)

    failures = await each(known, ask_about, at_once=AT_ONCE)
    if failures:
        raise ExceptionGroup("some callbacks could not be asked about", failures)
    return closed
