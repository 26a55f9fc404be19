"""What a person does about a refund that the provider will not finish."""

from datetime import datetime

from app.kit import db, outbox

from .. import queries
from ..errors import NotFound, NotStuck
from ..events import CashRefunded
from ..schemas import RefundView

# A worker that is asking the provider at this moment keeps the refund until its lease ends.
_SETTLE = """
UPDATE refund SET state = 'done', done_at = $2, leased_until = NULL, lease_token = NULL,
       last_error = NULL
 WHERE id = $1 AND state = 'stuck' AND (leased_until IS NULL OR leased_until <= $2)
RETURNING id"""

_RETRY = """
UPDATE refund SET due_at = $2 WHERE id = $1 AND state = 'stuck' RETURNING id"""


@db.atomic
async def retry_refund(*, refund_id: int, now: datetime) -> RefundView:
    """Let the next `send_refunds` ask again, under the same number. Safe to repeat.

    Raises NotFound, and NotStuck for one that is done or on its way.
    """
    if await db.fetch_one(_RETRY, refund_id, now) is None:
        await _refuse(refund_id)
    return await _one(refund_id)


@db.atomic
async def settle_refund(*, refund_id: int, now: datetime) -> RefundView:
    """End a stuck refund whose cash went back by other means; the caller keeps the proof.

    Announced like any other that arrived. Raises NotFound, and NotStuck when it is done, on
    its way, or being asked about at this moment.
    """
    if await db.fetch_one(_SETTLE, refund_id, now) is None:
        await _refuse(refund_id)
    done = await _one(refund_id)
    payment = await queries.payment(done.payment_id)
    told = CashRefunded(
        refund_id=done.id, payment_id=payment.id, purpose=payment.purpose,
        reference=done.reference, amount_fen=done.amount_fen, occurred_at=now,
    )  # fmt: skip
    await outbox.announce(told, now=now)
    return done


async def _one(refund_id: int) -> RefundView:
    row = await db.fetch_one(
        f"SELECT {queries.REFUND_COLUMNS} FROM refund WHERE id = $1",  # noqa: S608
        refund_id,
    )
    if row is None:
        raise NotFound
    return queries.refund_view(row)


async def _refuse(refund_id: int) -> None:
    raise NotStuck(state=(await _one(refund_id)).state.value)
