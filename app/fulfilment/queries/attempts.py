"""Every submission, as routing and the console see it."""

from collections.abc import Sequence
from typing import Any

from app.kit import db

from ..policy import Tried
from ..schemas import AttemptState, AttemptView, Failure

_ATTEMPTS = """
SELECT a.*, f.redemption_id FROM attempt a JOIN fulfilment f ON f.id = a.fulfilment"""

# Served by the unique key of references, and for each supplier by attempt_remote.
_BY_NUMBER = """
SELECT DISTINCT f.redemption_id FROM attempt a JOIN fulfilment f ON f.id = a.fulfilment
 WHERE a.reference = $1 OR (a.supplier = ANY($2::text[]) AND a.remote_no = $1)
 ORDER BY f.redemption_id DESC LIMIT 8"""


async def attempts(*, redemption_id: int) -> tuple[AttemptView, ...]:
    """List every submission for a redemption, oldest first."""
    rows = await db.fetch(
        _ATTEMPTS + " WHERE f.redemption_id = $1 ORDER BY a.id", redemption_id
    )
    return tuple(_attempt(row) for row in rows)


async def live_attempt(*, redemption_id: int) -> AttemptView | None:
    """Show the attempt that is not settled yet, if there is one."""
    found = await attempts(redemption_id=redemption_id)
    return next((one for one in found if one.is_unsettled), None)


async def live_attempts(*, redemption_ids: list[int]) -> list[AttemptView]:
    """List what is not settled yet for any of these redemptions, at most one for each."""
    rows = await db.fetch(
        _ATTEMPTS + " WHERE f.redemption_id = ANY($1::bigint[])"
        " AND a.state IN ('sent', 'unknown')",
        redemption_ids,
    )  # fmt: skip
    return [_attempt(row) for row in rows]


async def attempt_by_reference(supplier: str, reference: str) -> AttemptView | None:
    """Find what a supplier speaks of: our number for it, else their own.

    Two attempts of theirs under one number are no answer.
    """
    ours = await db.fetch(
        _ATTEMPTS + " WHERE a.supplier = $1 AND a.reference = $2", supplier, reference
    )
    # Served by attempt_remote.
    found = ours or await db.fetch(
        _ATTEMPTS + " WHERE a.supplier = $1 AND a.remote_no = $2 LIMIT 2", supplier, reference
    )
    return _attempt(found[0]) if len(found) == 1 else None


async def redemptions_by_number(number: str, *, suppliers: Sequence[str]) -> list[int]:
    """List the redemptions with a submission of this number: ours, or one of `suppliers`'."""
    rows = await db.fetch(_BY_NUMBER, number, list(suppliers))
    return [row["redemption_id"] for row in rows]


async def failures(fulfilment_id: int) -> list[Tried]:
    """List failed attempts as routing sees them."""
    rows = await db.fetch(
        "SELECT supplier, failure, settled_at FROM attempt"
        " WHERE fulfilment = $1 AND state = 'failed'",
        fulfilment_id,
    )
    return [Tried(row["supplier"], Failure(row["failure"]), row["settled_at"]) for row in rows]


def _attempt(row: Any) -> AttemptView:
    return AttemptView(
        id=row["id"], fulfilment_id=row["fulfilment"], redemption_id=row["redemption_id"],
        number=row["number"], supplier=row["supplier"], sku=row["sku"],
        reference=row["reference"], state=AttemptState(row["state"]),
        remote_no=row["remote_no"], cost_fen=row["cost_fen"],
        failure=row["failure"] and Failure(row["failure"]), detail=row["detail"],
        queries=row["queries"], misses=row["misses"], sent_at=row["sent_at"],
        queried_at=row["queried_at"], settled_at=row["settled_at"],
    )  # fmt: skip
