"""Submissions as settlement compares them with what suppliers charge."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.kit import db

from ..schemas import SettledAttempt

_COLUMNS = """
SELECT a.id, f.redemption_id, f.quantity, a.supplier, a.sku, a.reference,
       a.remote_no, a.state, a.cost_fen AS told_fen, a.agreed_fen, a.sent_at,
       a.settled_at
  FROM attempt a JOIN fulfilment f ON f.id = a.fulfilment"""

# Served by attempt_delivered.
_DELIVERED = (
    _COLUMNS
    + """
 WHERE a.supplier = $1 AND a.settled_at >= $2 AND a.settled_at < $3
   AND a.state IN ('delivered', 'partial') AND a.id > $4 ORDER BY a.id LIMIT $5"""
)

_NAMED = _COLUMNS + " WHERE a.supplier = $1 AND a.reference = ANY($2::text[])"

_DELIVERERS = (
    _COLUMNS
    + """
 WHERE a.supplier = $1 AND f.redemption_id = ANY($2::bigint[])
   AND a.state IN ('delivered', 'partial')"""
)


async def settled_attempts(
    *, supplier: str, since: datetime, until: datetime, after_id: int = 0, most: int = 500
) -> tuple[SettledAttempt, ...]:
    """List what a supplier delivered, whole or in part, from `since` until before `until`.

    Ordered by id; the next page begins after the last one's.
    """
    rows = await db.fetch(_DELIVERED, supplier, since, until, after_id, most)
    return tuple(msgspec.convert(dict(row), SettledAttempt) for row in rows)


async def submission(attempt_id: int) -> SettledAttempt:
    """Show one submission, whatever became of it."""
    row = await db.fetch_one(_COLUMNS + " WHERE a.id = $1", attempt_id)
    assert row is not None, "an attempt is never deleted"
    return msgspec.convert(dict(row), SettledAttempt)


async def submitted(*, supplier: str, references: Sequence[str]) -> tuple[SettledAttempt, ...]:
    """Find a supplier's submissions by our numbers for them, whatever became of them."""
    rows = await db.fetch(_NAMED, supplier, list(references))
    return tuple(msgspec.convert(dict(row), SettledAttempt) for row in rows)


async def deliverers(
    *, supplier: str, redemption_ids: Sequence[int]
) -> tuple[SettledAttempt, ...]:
    """Find the attempts by which a supplier delivered these redemptions."""
    rows = await db.fetch(_DELIVERERS, supplier, list(redemption_ids))
    return tuple(msgspec.convert(dict(row), SettledAttempt) for row in rows)
