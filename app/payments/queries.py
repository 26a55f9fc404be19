"""Reads: payments, refunds, and what waits."""

from datetime import datetime
from typing import Any

from app.kit import db

from .errors import NotFound
from .schemas import PaymentState, PaymentView, RefundState, RefundView, WaitingNotice

PAYMENT_COLUMNS = """id, purpose, member_id, provider, trade_no, description, amount_fen,
refunded_fen, state, created_at, expires_at, captured_at, closed_at"""

REFUND_COLUMNS = """id, payment, refund_no, reference, amount_fen, reason, state,
requested_at, done_at"""

_PAYMENT = f"SELECT {PAYMENT_COLUMNS} FROM payment WHERE id = $1"  # noqa: S608
_PAYMENT_FOR = f"SELECT {PAYMENT_COLUMNS} FROM payment WHERE purpose = $1"  # noqa: S608
_PAYMENT_OF = f"SELECT {PAYMENT_COLUMNS} FROM payment WHERE provider = $1 AND trade_no = $2"  # noqa: S608
# Served by the unique keys of both numbers.
_PURPOSE_OF = """
SELECT purpose FROM payment WHERE trade_no = $1
 UNION SELECT purpose FROM refund JOIN payment ON payment.id = refund.payment
 WHERE refund_no = $1"""
_REFUNDS = f"SELECT {REFUND_COLUMNS} FROM refund WHERE payment = $1 ORDER BY id"  # noqa: S608
_REFUND_FOR = f"SELECT {REFUND_COLUMNS} FROM refund WHERE reference = $1"  # noqa: S608

# Served by payment_notice_waiting (due_at).
_WAITING = """
SELECT id, provider, body, received_at FROM payment_notice
 WHERE applied_at IS NULL AND is_genuine AND due_at <= $1 ORDER BY due_at, id LIMIT $2"""


async def payment(payment_id: int) -> PaymentView:
    """One payment. Raises NotFound."""
    row = await db.fetch_one(_PAYMENT, payment_id)
    if row is None:
        raise NotFound
    return payment_view(row)


async def payment_for(purpose: str) -> PaymentView | None:
    """The payment of a purpose such as "redemption:7", if one was opened."""
    row = await db.fetch_one(_PAYMENT_FOR, purpose)
    return None if row is None else payment_view(row)


async def payment_of(provider: str, trade_no: str) -> PaymentView | None:
    """The payment that a provider calls `trade_no`."""
    row = await db.fetch_one(_PAYMENT_OF, provider, trade_no)
    return None if row is None else payment_view(row)


async def purpose_of(number: str) -> str | None:
    """Tell what a payment or a refund of this number of ours is for, such as "redemption:7"."""
    row = await db.fetch_one(_PURPOSE_OF, number)
    return None if row is None else str(row["purpose"])


async def refunds(payment_id: int) -> list[RefundView]:
    """The refunds of a payment, oldest first."""
    return [refund_view(row) for row in await db.fetch(_REFUNDS, payment_id)]


async def count_stuck_refunds() -> int:
    """Count the refunds that the provider will not make by itself."""
    row = await db.fetch_one("SELECT count(*) AS n FROM refund WHERE state = 'stuck'")
    return int(row["n"]) if row else 0


async def refund_for(reference: str) -> RefundView | None:
    """The refund that was asked for under `reference`."""
    row = await db.fetch_one(_REFUND_FOR, reference)
    return None if row is None else refund_view(row)


async def waiting_notices(*, at: datetime, most: int) -> list[WaitingNotice]:
    """Notices that wait to be applied, the longest due first."""
    rows = await db.fetch(_WAITING, at, most)
    return [WaitingNotice(*row) for row in rows]


def payment_view(row: Any) -> PaymentView:
    fields = {name: row[name] for name in PaymentView.__struct_fields__}
    return PaymentView(**fields | {"state": PaymentState(row["state"])})


def refund_view(row: Any) -> RefundView:
    names = set(RefundView.__struct_fields__) - {"payment_id", "state"}
    fields = {name: row[name] for name in names}
    return RefundView(payment_id=row["payment"], state=RefundState(row["state"]), **fields)
