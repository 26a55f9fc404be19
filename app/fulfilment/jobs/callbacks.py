"""Apply stored callbacks: each is a reason to ask, none is proof."""

from datetime import datetime, timedelta

from app.kit import db

from .. import queries, service
from .dispatch import ask

ORPHAN_AFTER = timedelta(hours=1)

# Served by supplier_callback_waiting. Those that speak of nothing known stand behind the rest,
# so that a flood of them holds up nobody.
_WAITING = """
SELECT c.id, c.supplier, c.reference, c.received_at FROM supplier_callback c
  LEFT JOIN attempt a ON a.reference = c.reference AND a.supplier = c.supplier
 WHERE c.applied_at IS NULL ORDER BY a.id IS NULL, c.id LIMIT $1"""


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
