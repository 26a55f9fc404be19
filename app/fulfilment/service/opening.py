"""Take on the duty to deliver a placed redemption."""

from datetime import datetime

from app import redemption
from app.kit import db

from .. import policy
from ..schemas import FulfilmentState
from .issuing import issue_codes

_OPEN = """
INSERT INTO fulfilment (redemption_id, member_id, product_slug, delivery, quantity, state,
       due_at, opened_at, settled_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (redemption_id) DO NOTHING RETURNING id"""


@db.atomic
async def open_duty(*, redemption_id: int, now: datetime) -> bool:
    """Open the duty for a redemption; what Laurel delivers itself is delivered at once.

    False when it was opened before or the redemption is no longer owed. Safe to repeat.
    """
    owed = await redemption.lock(redemption_id)
    if owed is None or owed not in redemption.PROMISED:
        return False
    going = await redemption.destination(redemption_id)
    state = _first_state(going.delivery)
    row = await db.fetch_one(
        _OPEN, redemption_id, going.member_id, going.product_slug, going.delivery,
        going.quantity, state.value, now if state is FulfilmentState.QUEUED else None, now,
        now if state is FulfilmentState.DELIVERED else None,
    )  # fmt: skip
    if row is not None and state is FulfilmentState.DELIVERED:
        if going.delivery in policy.ISSUED:
            await issue_codes(fulfilment_id=row["id"], going=going, now=now)
        await redemption.complete(redemption_id=redemption_id, now=now)
    return row is not None


@db.atomic
async def withdraw(*, redemption_id: int, now: datetime) -> bool:
    """Drop the duty of a redemption that is over before anything was sent. Safe to repeat."""
    row = await db.fetch_one(
        "UPDATE fulfilment SET state = 'withdrawn', due_at = NULL, settled_at = $2"
        " WHERE redemption_id = $1 AND state IN ('queued', 'handwork') RETURNING id",
        redemption_id, now,
    )  # fmt: skip
    return row is not None


def _first_state(delivery: str) -> FulfilmentState:
    if delivery in policy.INSTANT:
        return FulfilmentState.DELIVERED
    return FulfilmentState.HANDWORK if delivery in policy.HANDWORK else FulfilmentState.QUEUED
