"""What a person does about a refund that the provider will not finish."""

from datetime import datetime

from app.kit import db, outbox
from app.kit.errors import MallError

from .. import policy, queries
from ..errors import NotFound, NotStuck, RefundHeld, RefundMaybePaid
from ..events import CashRefunded
from ..schemas import RefundState, RefundView

# A worker that is asking the provider at this moment keeps the refund until its lease ends;
# `unpaid_at` is empty from the instant that anybody may send it until the provider has said
# that it did not pay.
_SETTLE = """
UPDATE refund SET state = 'done', done_at = $2, settled_at = $2, due_at = $3, may_send = false,
       held_until = NULL, leased_until = NULL, lease_token = NULL,
       last_error = NULL
 WHERE id = $1 AND state = 'stuck' AND unpaid_at IS NOT NULL
   AND (leased_until IS NULL OR leased_until <= $2)
RETURNING id"""

_RETRY = """
UPDATE refund SET due_at = $2, may_send = true
 WHERE id = $1 AND state = 'stuck' AND (held_until IS NULL OR held_until <= $2) RETURNING id"""

# Due at once: the provider is asked whether it has paid before anybody decides.
_HOLD = """
UPDATE refund SET held_until = $2, may_send = false, due_at = LEAST(due_at, $3)
 WHERE id = $1 AND state = 'stuck' RETURNING id"""

_RELEASE = "UPDATE refund SET held_until = NULL WHERE id = $1"


@db.atomic
async def retry_refund(*, refund_id: int, now: datetime) -> RefundView:
    """Let the next `send_refunds` send it once more, under the same number. Safe to repeat.

    The provider is asked first; what it is paying is not sent. Raises NotFound, NotStuck for
    one that is done or on its way, RefundHeld for one that may have been paid otherwise.
    """
    if await db.fetch_one(_RETRY, refund_id, now) is None:
        await _refuse(refund_id, RefundHeld())
    return await _one(refund_id)


@db.atomic
async def hold_refund(*, refund_id: int, until: datetime, now: datetime) -> None:
    """Send a stuck refund no more, whoever asks, until an instant; it is asked about at once.

    Raises NotFound and NotStuck.
    """
    if await db.fetch_one(_HOLD, refund_id, until, now) is None:
        await _refuse(refund_id, NotStuck())


@db.atomic
async def release_refund(*, refund_id: int) -> None:
    """Let a held refund be sent again when a person asks for it. Safe to repeat."""
    await db.fetch(_RELEASE, refund_id)


@db.atomic
async def settle_refund(*, refund_id: int, now: datetime) -> RefundView:
    """End a stuck refund whose cash went back by other means; the caller keeps the proof.

    Announced like any other that arrived; should the provider pay it after all, that is told
    too. Raises NotFound, NotStuck when it is done or on its way, RefundMaybePaid while the
    provider has not said, since it was last sent, that it did not pay.
    """
    again_at = policy.stuck_due_at(since=now, now=now)
    if await db.fetch_one(_SETTLE, refund_id, now, again_at) is None:
        await _refuse(refund_id, RefundMaybePaid())
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


async def _refuse(refund_id: int, stuck: MallError) -> None:
    """Say why not; `stuck` is why a stuck refund was refused."""
    state = (await _one(refund_id)).state
    raise stuck if state is RefundState.STUCK else NotStuck(state=state.value)
