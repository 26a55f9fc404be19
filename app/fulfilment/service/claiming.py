"""Share out due duties among dispatchers; a lease token fences one that slept."""

from datetime import datetime, timedelta

from ulid import ULID

from app.kit import db

from .. import policy
from ..schemas import Duty, FulfilmentState

# Served by fulfilment_due.
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM fulfilment
     WHERE state IN ('queued', 'waiting') AND due_at <= $1
       AND (leased_until IS NULL OR leased_until <= $1)
     ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
UPDATE fulfilment f SET leased_until = $3, lease_token = $4 FROM due WHERE f.id = due.id
RETURNING f.id, redemption_id, member_id, product_slug, delivery, quantity, state"""


@db.atomic
async def claim_due(*, now: datetime, most: int = 20) -> list[Duty]:
    """Lease up to `most` duties that are due, for a minute and a half."""
    token = str(ULID())
    until = now + timedelta(seconds=policy.LEASE_SECONDS)
    rows = await db.fetch(_CLAIM, now, most, until, token)
    return [
        Duty(
            id=row["id"], redemption_id=row["redemption_id"], member_id=row["member_id"],
            product_slug=row["product_slug"], delivery=row["delivery"],
            quantity=row["quantity"], state=FulfilmentState(row["state"]), lease_token=token,
        )
        for row in rows
    ]  # fmt: skip


async def schedule(
    fulfilment_id: int, *, state: FulfilmentState, due_at: datetime | None
) -> None:
    """Say what a duty wants next and when, and give its lease back."""
    await db.fetch(
        "UPDATE fulfilment SET state = $2, due_at = $3, leased_until = NULL, lease_token = NULL"
        " WHERE id = $1",
        fulfilment_id, state.value, due_at,
    )  # fmt: skip


async def end(fulfilment_id: int, *, state: FulfilmentState, now: datetime) -> None:
    """Close a duty: nothing is due any more."""
    await db.fetch(
        "UPDATE fulfilment SET state = $2, due_at = NULL, settled_at = $3,"
        " leased_until = NULL, lease_token = NULL WHERE id = $1",
        fulfilment_id, state.value, now,
    )  # fmt: skip
