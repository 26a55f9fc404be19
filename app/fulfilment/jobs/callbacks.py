"""Apply stored callbacks: each is a reason to ask, none is proof."""

from datetime import datetime, timedelta

from app.kit import db

from .. import queries, service
from .dispatch import ask

ORPHAN_AFTER = timedelta(hours=1)

# Served by supplier_callback_waiting.
_WAITING = """
SELECT id, supplier, reference, received_at FROM supplier_callback
 WHERE applied_at IS NULL ORDER BY id LIMIT $1"""


async def apply_callbacks(*, now: datetime, most: int = 50) -> int:
    """Ask about every attempt that a callback speaks of; returns how many were closed.

    One that speaks of a number we do not know waits an hour for it, then is an orphan.
    """
    closed = 0
    for row in await db.fetch(_WAITING, most):
        attempt = await queries.attempt_by_reference(row["supplier"], row["reference"] or "")
        if attempt is None:
            if now - row["received_at"] < ORPHAN_AFTER:
                continue
            await service.mark_applied(row["id"], result="orphan", now=now)
        else:
            await ask(attempt, now=now)
            await service.mark_applied(row["id"], result="asked", now=now)
        closed += 1
    return closed
