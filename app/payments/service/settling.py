"""Ask the provider about an open payment, and close it when its time has run out."""

from datetime import datetime

import structlog

from app.kit import db
from app.kit.failpoints import failpoint

from .. import gateway, policy
from ..errors import UNANSWERED, GatewayError
from ..gateway import ChargeState, Gateway
from ..schemas import PaymentView
from .capturing import capture, mark_closed

log = structlog.get_logger()

# Served by payment_open (next_query_at). Pushing the time forward is the lease: another
# worker does not see the row, and a killed one loses nothing but that pause.
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM payment WHERE state = 'open' AND next_query_at <= $1
     ORDER BY next_query_at LIMIT $2 FOR UPDATE SKIP LOCKED)
UPDATE payment p SET next_query_at = $1::timestamptz + make_interval(secs => $3)
  FROM due WHERE p.id = due.id RETURNING p.id"""

_AGAIN = """
UPDATE payment SET next_query_at = $2
 WHERE id = $1 AND state = 'open' AND mismatched_at IS NULL"""


async def claim_open(*, now: datetime, most: int) -> list[int]:
    """Lease the open payments whose turn has come; returns their ids."""
    rows = await db.fetch(_CLAIM, now, most, float(policy.FIRST_QUERY_SECONDS))
    return [row["id"] for row in rows]


async def settle(payment: PaymentView, *, now: datetime) -> None:
    """Bring one open payment up to date with its provider. Safe to repeat.

    Paid is captured; past `expires_at` it is closed there and then here; otherwise, and when
    the provider did not answer, the next question is set further off.
    """
    is_over = False
    try:
        is_over = await _ask(payment, now)
    except UNANSWERED as error:
        log.warning("payment_query_failed", payment_id=payment.id, reason=repr(error))
    finally:  # Also after a mistake of ours: one payment must not be asked about without rest.
        if not is_over:
            await _put_off(payment, now)


async def _close(provider: Gateway, payment: PaymentView, now: datetime) -> bool:
    """Close it there; without an answer it may have been paid, which the query will tell."""
    try:
        return await provider.close(payment.trade_no, now=now)
    except GatewayError as error:
        log.warning("payment_close_failed", payment_id=payment.id, reason=repr(error))
        return False


async def _put_off(payment: PaymentView, now: datetime) -> None:
    again_at = policy.next_query_at(
        created_at=payment.created_at, expires_at=payment.expires_at, now=now
    )
    await db.fetch(_AGAIN, payment.id, again_at)


async def _ask(payment: PaymentView, now: datetime) -> bool:
    """Tell whether the payment is settled; each answer is written as soon as it is there."""
    provider = gateway.find(payment.provider)
    if payment.expires_at <= now and await _close(provider, payment, now):
        return await mark_closed(payment.id, now=now)
    found = await provider.query(payment.trade_no, now=now)
    if found.state == ChargeState.PAID:
        failpoint("payment_answered")
        await capture(payment, found, now=now)
        return False  # A mismatch stays open, for a person; a capture is past asking.
    if found.state == ChargeState.CLOSED:
        return await mark_closed(payment.id, now=now)
    return False
