"""Send refunds and ask about them: call, then write; each half stands alone."""

from datetime import datetime

import msgspec
import structlog

from app.kit import db, outbox
from app.kit.failpoints import failpoint

from .. import gateway, policy
from ..errors import GatewayError, ProviderUnknown
from ..events import CashRefunded, RefundStuck
from ..gateway import Gateway, RefundAnswer, RefundOrder, RemoteRefund
from ..schemas import RefundState
from .claiming import Lease
from .watching import tell_of_no_end, told, watch

log = structlog.get_logger()

_MOVE = """
UPDATE refund SET state = $3, remote_no = COALESCE($4, remote_no), done_at = $5,
       due_at = $6, last_error = $7, unpaid_at = $9,
       may_send = may_send AND $3::varchar = 'stuck', leased_until = NULL, lease_token = NULL
 WHERE id = $1 AND lease_token = $2 AND state = ANY($8::text[]) RETURNING id"""

_AGAIN = """
UPDATE refund SET due_at = $3, last_error = $4, leased_until = NULL, lease_token = NULL
 WHERE id = $1 AND lease_token = $2 AND (state <> 'done' OR settled_at IS NOT NULL)"""

_HASTEN = """
UPDATE refund SET due_at = $2
 WHERE refund_no = $1 AND (state <> 'done' OR (settled_at IS NOT NULL AND doubled_at IS NULL))
RETURNING id"""


# By these words the provider has paid nothing, and will not by itself.
UNPAID = (RemoteRefund.MISSING, RemoteRefund.STUCK)
NOBODY = RefundAnswer(state=RemoteRefund.REFUSED, reason="provider_not_configured")


async def ask(lease: Lease, *, now: datetime) -> RefundAnswer:
    """Send a refund, or ask about one that was sent; nothing is written.

    The number is the refund's own every time, so that a repeat moves no cash twice. What the
    provider does not know is sent only when the lease says so.
    Raises NotSent or OutcomeUnknown. Source: reliability P31.
    """
    provider = gateway.find(lease.provider)
    if lease.state != RefundState.REQUESTED:
        answer = await provider.query_refund(lease.refund_no, now=now)
        if answer.state != RemoteRefund.MISSING or not lease.may_send:
            return answer
    return await _send(provider, lease, now)


@db.atomic
async def record(lease: Lease, answer: RefundAnswer, *, now: datetime) -> bool:
    """Write down what the provider said; False when the lease was lost to another worker.

    Done is announced once. What cannot end by itself becomes stuck, which is announced once
    too: never done, never another number. Source: reliability P32, P33.
    """
    if lease.settled_at is not None:
        return await watch(lease, answer, settled_at=lease.settled_at, now=now)
    target = _target(lease, answer)
    if target is None:
        await put_off(lease, answer.reason, now=now)
        return True
    moved = await db.fetch_one(
        _MOVE,
        lease.id,
        lease.lease_token,
        target,
        answer.remote_no or None,
        now if target == RefundState.DONE else None,
        policy.stuck_due_at(since=now, now=now)
        if target == RefundState.STUCK
        else policy.refund_due_at(attempts=lease.attempts, now=now),
        None if target == RefundState.DONE else policy.words(answer.reason, 200),
        policy.refund_sources(target),
        now if answer.state in UNPAID else None,
    )
    if moved is None:
        return False
    await _tell(lease, target, answer, now)
    return True


async def put_off(lease: Lease, reason: str, *, now: datetime) -> None:
    """Try again later, under the same number."""
    due_at = policy.refund_due_at(attempts=lease.attempts, now=now)
    await db.fetch(_AGAIN, lease.id, lease.lease_token, due_at, policy.words(reason, 200))


async def send_one(lease: Lease, *, now: datetime) -> None:
    """Ask, then write; an unknown outcome is asked about again.

    A provider that left the configuration counts as one that refuses, so that a person hears
    of it in the end.
    """
    try:
        answer = await _ask_somebody(lease, now)
    except GatewayError as error:
        log.warning("refund_outcome_unknown", refund_no=lease.refund_no, reason=repr(error))
        await put_off(lease, repr(error), now=now)
    else:
        failpoint("refund_answered")
        await record(lease, answer, now=now)
        failpoint("refund_recorded")
    await tell_of_no_end(lease, now=now)


async def hasten(refund_no: str, *, now: datetime) -> bool:
    """Let the next `send_refunds` ask about a refund; False when none waits."""
    return await db.fetch_one(_HASTEN, refund_no, now) is not None


async def _ask_somebody(lease: Lease, now: datetime) -> RefundAnswer:
    try:
        return await ask(lease, now=now)
    except ProviderUnknown:
        log.error("refund_of_unknown_provider", refund_no=lease.refund_no)
        return NOBODY


def _target(lease: Lease, answer: RefundAnswer) -> RefundState | None:
    """Choose the next state; None keeps the present one and tries again later."""
    match answer.state:
        case RemoteRefund.DONE if answer.amount_fen == lease.amount_fen:
            return RefundState.DONE
        case RemoteRefund.DONE | RemoteRefund.STUCK | RemoteRefund.MISSING:
            return RefundState.STUCK
        case RemoteRefund.PROCESSING:
            return RefundState.PROCESSING
        case RemoteRefund.REFUSED if policy.is_refused_for_good(lease.state, lease.attempts):
            return RefundState.STUCK
    return None


async def _send(provider: Gateway, lease: Lease, now: datetime) -> RefundAnswer:
    order = RefundOrder(
        trade_no=lease.trade_no,
        refund_no=lease.refund_no,
        amount_fen=lease.amount_fen,
        total_fen=lease.total_fen,
        reason=policy.refund_words(lease.reason),
    )
    return await provider.refund(order, now=now)


async def _tell(lease: Lease, target: RefundState, answer: RefundAnswer, now: datetime) -> None:
    facts = told(lease, now)
    if target == RefundState.DONE:
        await outbox.announce(msgspec.convert(facts, CashRefunded), now=now)
    elif target == RefundState.STUCK != lease.state:
        log.error("refund_stuck", refund_no=lease.refund_no, reason=answer.reason)
        stuck = facts | {"reason": answer.reason}
        await outbox.announce(msgspec.convert(stuck, RefundStuck), now=now)
