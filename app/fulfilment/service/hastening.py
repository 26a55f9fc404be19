"""A reason to ask sooner: what somebody says is a hint, never proof."""

from datetime import datetime

from app.kit import db

_HASTEN = """
UPDATE fulfilment f SET due_at = $2 FROM attempt a
 WHERE a.id = $1 AND f.id = a.fulfilment AND a.state IN ('sent', 'unknown')
   AND f.state = 'waiting' AND (f.due_at IS NULL OR f.due_at > $2)
RETURNING f.id"""


@db.atomic
async def hasten(*, attempt_id: int, now: datetime) -> bool:
    """Let the dispatcher ask about an unsettled attempt at once, even one given up on.

    False when it is settled, or due already. Safe to repeat: it books nothing by itself.
    """
    return await db.fetch_one(_HASTEN, attempt_id, now) is not None
