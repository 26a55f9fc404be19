"""Lease refunds: one worker for each, at the pace that the provider allows."""

from datetime import datetime

import msgspec
from ulid import ULID

from app.kit import db

from .. import policy
from ..schemas import RefundState

# Served by refund_due (due_at). A worker that sleeps past its lease finds another token, and
# what stopped its worker goes to the end of the queue. A stuck refund is only asked about,
# until a person lets it be sent once more; so is one that was paid otherwise. Whatever may be
# sent forgets that the provider had not paid. One refund of a payment at a time, and
# another one only a minute later; the payment's row is locked with it, so that two workers
# see what the other has just taken.
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT refund.id, refund.state, payment.id AS payment,
           refund.state IN ('requested', 'processing')
           OR (refund.state = 'stuck' AND may_send) AS may_send
      FROM refund JOIN payment ON payment.id = refund.payment
     WHERE (refund.state <> 'done' OR (settled_at IS NOT NULL AND doubled_at IS NULL))
       AND refund.due_at <= $1
       AND (leased_until IS NULL OR leased_until < $1)
       AND (refund.state IN ('processing', 'done') OR last_refund IS NULL
            OR last_refund = refund.id
            OR last_refund_at <= $1::timestamptz - make_interval(secs => $5))
     ORDER BY refund.due_at LIMIT $2 FOR UPDATE SKIP LOCKED),
turn AS (
    SELECT DISTINCT ON (payment) id, state, payment, may_send FROM due ORDER BY payment, id),
paced AS (
    UPDATE payment SET last_refund = turn.id, last_refund_at = $1
      FROM turn WHERE payment.id = turn.payment
       AND turn.state NOT IN ('processing', 'done'))
UPDATE refund SET leased_until = $1::timestamptz + make_interval(secs => $3),
       due_at = $1::timestamptz + make_interval(secs => $3),
       lease_token = $4, attempts = attempts + 1, may_send = false,
       unpaid_at = CASE WHEN turn.may_send THEN NULL ELSE unpaid_at END
  FROM turn JOIN payment ON payment.id = turn.payment
 WHERE refund.id = turn.id
RETURNING refund.id, refund.lease_token, refund.state, refund.attempts, refund.refund_no,
          refund.reference, refund.amount_fen, refund.reason, refund.requested_at,
          refund.settled_at, turn.may_send, payment.id AS payment_id,
          payment.provider, payment.trade_no, payment.purpose,
          payment.amount_fen AS total_fen"""


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """One refund that is this worker's until its lease ends; without `may_send` it asks only.

    `settled_at`: a person paid it otherwise.
    """

    id: int
    lease_token: str
    state: RefundState
    attempts: int
    refund_no: str
    reference: str
    amount_fen: int
    reason: str
    payment_id: int
    provider: str
    trade_no: str
    purpose: str
    total_fen: int
    requested_at: datetime
    settled_at: datetime | None
    may_send: bool


async def claim_refunds(*, now: datetime, most: int) -> list[Lease]:
    """Lease due refunds for a minute; the caller sends each and records the answer."""
    token = str(ULID.from_datetime(now))
    seconds = float(policy.REFUND_LEASE_SECONDS)
    apart = float(policy.REFUNDS_APART_SECONDS)
    rows = await db.fetch(_CLAIM, now, most, seconds, token, apart)
    return [msgspec.convert(dict(row), Lease) for row in rows]
