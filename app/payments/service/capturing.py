"""Write down that money came. Called by notices, by the poll and by closing alike."""

from datetime import datetime
from enum import StrEnum

import structlog

from app.kit import db, outbox

from .. import policy, queries
from ..events import PaymentCaptured, PaymentMismatch
from ..gateway import ChargeState, Transaction
from ..schemas import CURRENCY, PaymentState, PaymentView

log = structlog.get_logger()

# The state in the WHERE clause is the lock: however often the news comes, one row changes.
_CAPTURE = f"""
UPDATE payment SET state = 'captured', captured_at = $2, remote_no = $3, next_query_at = NULL
 WHERE id = $1 AND state = ANY($4::text[])
   AND NOT EXISTS (SELECT 1 FROM payment other
                    WHERE other.provider = payment.provider AND other.remote_no = $3
                      AND other.id <> payment.id)
RETURNING {queries.PAYMENT_COLUMNS}"""  # noqa: S608

_CLOSE = """
UPDATE payment SET state = 'closed', closed_at = $2, next_query_at = NULL
 WHERE id = $1 AND state = ANY($3::text[]) RETURNING id"""


# Nobody is asked again: what was paid will not change, and a person has been told.
_MISMATCHED = """
UPDATE payment SET mismatched_at = $2, next_query_at = NULL
 WHERE id = $1 AND mismatched_at IS NULL RETURNING id"""


class Captured(StrEnum):
    """What became of the news that a payment was made."""

    NOW = "captured"
    BEFORE = "repeat"
    MISMATCH = "mismatch"


@db.atomic
async def capture(payment: PaymentView, paid: Transaction, *, now: datetime) -> Captured:
    """Capture a payment once, and announce it once; also one that we had closed.

    Never captures another amount, currency, number, merchant or app than ours: that is
    announced, once, for a person. Source: reliability P06, P07.
    """
    if not _agrees(payment, paid):
        return await _mismatch(payment, paid, now)
    at = policy.captured_at(paid_at=paid.paid_at, created_at=payment.created_at, now=now)
    states = policy.sources(PaymentState.CAPTURED)
    row = await db.fetch_one(_CAPTURE, payment.id, at, paid.remote_no, states)
    if row is None:
        return await _before(payment, paid, now)
    await outbox.announce(_captured(queries.payment_view(row), now), now=now)
    return Captured.NOW


@db.atomic
async def mark_closed(payment_id: int, *, now: datetime) -> bool:
    """Close a payment that nobody can pay any more; False when it is no longer open."""
    states = policy.sources(PaymentState.CLOSED)
    return await db.fetch_one(_CLOSE, payment_id, now, states) is not None


def _agrees(payment: PaymentView, paid: Transaction) -> bool:
    ours = (True, ChargeState.PAID, payment.trade_no, payment.amount_fen, CURRENCY)
    told = (paid.is_ours, paid.state, paid.trade_no, paid.amount_fen, paid.currency)
    return told == ours


async def _before(payment: PaymentView, paid: Transaction, now: datetime) -> Captured:
    row = await db.fetch_one("SELECT remote_no FROM payment WHERE id = $1", payment.id)
    if row is not None and row["remote_no"] == paid.remote_no:
        return Captured.BEFORE
    return await _mismatch(payment, paid, now)


async def _mismatch(payment: PaymentView, paid: Transaction, now: datetime) -> Captured:
    log.error(
        "payment_mismatch",
        payment_id=payment.id,
        amount_fen=payment.amount_fen,
        told_fen=paid.amount_fen,
        told_currency=paid.currency,
        is_ours=paid.is_ours,
    )
    is_money = paid.state == ChargeState.PAID
    if is_money and await db.fetch_one(_MISMATCHED, payment.id, now) is not None:
        await outbox.announce(_mismatched(payment, paid, now), now=now)
    return Captured.MISMATCH


def _mismatched(payment: PaymentView, paid: Transaction, now: datetime) -> PaymentMismatch:
    return PaymentMismatch(
        payment_id=payment.id,
        purpose=payment.purpose,
        amount_fen=payment.amount_fen,
        said_fen=policy.said_fen(paid.amount_fen),
        said_currency=policy.words(paid.currency, 8),
        occurred_at=now,
    )


def _captured(payment: PaymentView, now: datetime) -> PaymentCaptured:
    assert payment.captured_at is not None
    return PaymentCaptured(
        payment_id=payment.id,
        purpose=payment.purpose,
        member_id=payment.member_id,
        amount_fen=payment.amount_fen,
        captured_at=payment.captured_at,
        occurred_at=now,
        is_late=payment.is_late,
    )
