"""What a person must hear of a refund: that it has no end, or that it was paid twice."""

from datetime import datetime
from typing import Any

import msgspec
import structlog

from app.kit import db, outbox

from .. import policy
from ..events import RefundPaidTwice, RefundStuck
from ..gateway import RefundAnswer, RemoteRefund
from .claiming import Lease

log = structlog.get_logger()

_TOLD = """
UPDATE refund SET told_at = $2
 WHERE id = $1 AND told_at IS NULL AND state IN ('requested', 'processing')
   AND requested_at <= $3 RETURNING id"""

_DOUBLED = """
UPDATE refund SET doubled_at = $3, leased_until = NULL, lease_token = NULL
 WHERE id = $1 AND lease_token = $2 AND settled_at IS NOT NULL AND doubled_at IS NULL
RETURNING id"""

_WATCH = """
UPDATE refund SET due_at = $3, leased_until = NULL, lease_token = NULL
 WHERE id = $1 AND lease_token = $2 AND settled_at IS NOT NULL RETURNING id"""


@db.atomic
async def tell_of_no_end(lease: Lease, *, now: datetime) -> None:
    """Tell once of a refund whose outcome stays unknown for a day; the asking goes on."""
    before = now - policy.REFUND_LASTS
    if lease.requested_at > before:
        return
    if await db.fetch_one(_TOLD, lease.id, now, before) is not None:
        log.error("refund_without_end", refund_no=lease.refund_no)
        facts = told(lease, now) | {"reason": policy.NO_END}
        await outbox.announce(msgspec.convert(facts, RefundStuck), now=now)


async def watch(
    lease: Lease, answer: RefundAnswer, *, settled_at: datetime, now: datetime
) -> bool:
    """Tell once when the provider paid what a person had paid otherwise; else look again later.

    False when the lease was lost. Joins the caller's transaction.
    """
    if answer.state != RemoteRefund.DONE:
        again_at = policy.stuck_due_at(since=settled_at, now=now)
        return await db.fetch_one(_WATCH, lease.id, lease.lease_token, again_at) is not None
    if await db.fetch_one(_DOUBLED, lease.id, lease.lease_token, now) is None:
        return False
    log.error("refund_paid_twice", refund_no=lease.refund_no)
    await outbox.announce(msgspec.convert(told(lease, now), RefundPaidTwice), now=now)
    return True


def told(lease: Lease, now: datetime) -> dict[str, Any]:
    """Gather what every event of a refund says."""
    return {
        "refund_id": lease.id,
        "payment_id": lease.payment_id,
        "purpose": lease.purpose,
        "reference": lease.reference,
        "amount_fen": lease.amount_fen,
        "occurred_at": now,
    }
