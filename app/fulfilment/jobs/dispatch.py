"""Submit what is queued, and ask about what is not settled."""

import asyncio
from datetime import datetime, timedelta

from app import catalogue, redemption
from app.kit.clock import Stopwatch
from app.kit.failpoints import failpoint
from suppliers import Kind, NotSubmitted, Outcome, RechargeOrder, Unknown

from .. import gateway, policy, queries, service
from ..schemas import AttemptView, Duty, FulfilmentState
from .isolation import each

DIRECT = "direct"  # Into an account, which catalogue asks of every such product.


async def dispatch(*, now: datetime, callback_base: str, most: int = 20) -> int:
    """Work on up to `most` duties that are due, all at a time; returns how many.

    `callback_base` is where suppliers reach us: https://mall.example/callbacks/suppliers.
    """
    watch = Stopwatch(now)
    duties = await service.claim_due(now=now, most=most)
    if duties:
        failpoint("duties_claimed")

    async def work(duty: Duty) -> None:
        await _work(duty, watch, callback_base)

    failures = await each(duties, work, at_once=len(duties))
    if failures:
        raise ExceptionGroup("some duties failed; their leases bring them back", failures)
    return len(duties)


async def _work(duty: Duty, watch: Stopwatch, callback_base: str) -> None:
    if duty.state is FulfilmentState.QUEUED:
        await _submit(duty, watch, callback_base)
        return
    attempt = await queries.live_attempt(redemption_id=duty.redemption_id)
    if attempt is not None:  # Else somebody settled it since it was claimed.
        await ask(attempt, now=watch.now())


async def _submit(duty: Duty, watch: Stopwatch, callback_base: str) -> None:
    """Commit to an attempt, send it once, book the answer: nothing else in between.

    A recharge without an account goes to a person: some suppliers would take it.
    """
    going = await redemption.destination(duty.redemption_id)
    if duty.delivery == DIRECT and not going.account:
        await service.hand_over(duty=duty, now=watch.now())
        return
    prepared = await service.prepare(duty=duty, now=watch.now())
    if prepared is None:
        return
    failpoint("attempt_committed")
    order = await _order(duty, going, prepared, callback_base)
    async with gateway.turn(prepared.supplier):
        outcome = await _send(prepared.supplier, order, watch, going.promise_due_at)
    failpoint("submit_answered")
    await service.settle(attempt_id=prepared.attempt_id, outcome=outcome, now=watch.now())
    failpoint("outcome_committed")


async def _send(
    supplier: str, order: RechargeOrder, watch: Stopwatch, due_at: datetime
) -> Outcome:
    """Send once, unless it queued or slept so long that another may be asking by now (P19).

    Nothing leaves once the promise is over: then it has been given back.
    """
    left = due_at - watch.now()
    if watch.seconds > policy.SEND_WITHIN_SECONDS or left <= timedelta():
        return NotSubmitted("its turn came too late", is_unreachable=False)
    try:
        async with asyncio.timeout(left.total_seconds()):
            return await gateway.submit(supplier, order)
    except TimeoutError:
        return Unknown("the promise was over before the answer came")


async def _order(
    duty: Duty, going: redemption.Destination, prepared: service.Prepared, callback_base: str
) -> RechargeOrder:
    return RechargeOrder(
        reference=prepared.reference,
        sku=prepared.sku,
        account=going.account or "",
        quantity=duty.quantity,
        face_fen=await _face_fen(duty, prepared),
        price_cap_fen=prepared.cost_fen,
        callback_url=f"{callback_base}/{prepared.supplier}",
        kind=Kind.CARD if duty.delivery == "card" else Kind.DIRECT,
    )


async def _face_fen(duty: Duty, prepared: service.Prepared) -> int:
    """Find the face value of one piece: as the offer says, else as the catalogue does."""
    if prepared.face_fen is not None:
        return prepared.face_fen
    return await catalogue.face_fen(duty.product_slug)


async def ask(attempt: AttemptView, *, now: datetime) -> Outcome:
    """Ask about one attempt, book the answer and tell it. Safe to repeat."""
    watch = Stopwatch(now)
    await service.count_query(attempt.id, now=now)
    outcome = await gateway.query(
        attempt.supplier, attempt.reference, sent_at=attempt.sent_at,
        remote_no=attempt.remote_no,
    )  # fmt: skip
    failpoint("query_answered")
    await service.settle(attempt_id=attempt.id, outcome=outcome, now=watch.now())
    return outcome
