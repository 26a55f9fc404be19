"""Give cash back: the intent is a row before anything is sent, and its number never changes."""

from datetime import datetime

from app.kit import db
from app.kit.errors import MallError

from .. import policy, queries
from ..errors import (
    NotCaptured,
    NotFound,
    RefundDiffers,
    RefundExceedsPayment,
    TooManyRefunds,
)
from ..schemas import RefundView

_LOCK = "SELECT id FROM payment WHERE id = $1 FOR UPDATE"

# One statement counts and limits; payment_refunds_fit is the guard behind it. The last refund
# that the provider would make is kept for all that is left.
_COUNT = """
UPDATE payment SET refunded_fen = refunded_fen + $2
 WHERE id = $1 AND captured_at IS NOT NULL AND refunded_fen + $2 <= amount_fen
   AND (refunded_fen + $2 = amount_fen
        OR (SELECT count(*) FROM refund WHERE payment = $1) < $3::integer - 1)
RETURNING trade_no, (SELECT count(*) FROM refund WHERE payment = $1) AS refunds"""

# Due a minute after the last that was sent or waits: the provider would refuse it sooner.
_REQUEST = f"""
INSERT INTO refund (payment, refund_no, reference, amount_fen, reason, requested_at, due_at)
SELECT id, $2, $3, $4, $5, $6,
       GREATEST($6, last_refund_at + make_interval(secs => $7),
                (SELECT max(due_at) + make_interval(secs => $7) FROM refund
                  WHERE payment = $1 AND state = 'requested'))
  FROM payment WHERE id = $1 RETURNING {queries.REFUND_COLUMNS}"""  # noqa: S608


@db.atomic
async def refund(
    *, payment_id: int, amount_fen: int, reference: str, reason: str, now: datetime
) -> RefundView:
    """Write down that `amount_fen` > 0 goes back; `send_refunds` sends it after the commit.

    Joins the caller's transaction. Safe to repeat by `reference`; raises RefundDiffers when
    it was used for something else, RefundExceedsPayment, TooManyRefunds, NotCaptured, NotFound.
    Source: rules R24.
    """
    if await db.fetch_one(_LOCK, payment_id) is None:
        raise NotFound
    first = await queries.refund_for(reference)
    if first is not None:
        if (first.payment_id, first.amount_fen) != (payment_id, amount_fen):
            raise RefundDiffers
        return first
    counted = await db.fetch_one(_COUNT, payment_id, amount_fen, policy.MOST_REFUNDS)
    if counted is None:
        raise await _why_not(payment_id, amount_fen)
    number = policy.refund_no(counted["trade_no"], counted["refunds"] + 1)
    apart = float(policy.REFUNDS_APART_SECONDS)
    row = await db.fetch_one(
        _REQUEST, payment_id, number, reference, amount_fen, reason[:60], now, apart
    )
    return queries.refund_view(row)


async def _why_not(payment_id: int, amount_fen: int) -> MallError:
    payment = await queries.payment(payment_id)
    if payment.captured_at is None:
        return NotCaptured()
    left = payment.amount_fen - payment.refunded_fen
    if amount_fen < left:
        return TooManyRefunds(most=policy.MOST_REFUNDS, left_fen=left)
    return RefundExceedsPayment(amount_fen=amount_fen, left_fen=left)
