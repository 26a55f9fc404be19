"""What the clock asks; each returns how many it took up, so that a worker knows to rest."""

import asyncio
from collections.abc import Awaitable, Iterable
from datetime import datetime

from app.kit.failpoints import failpoint

from . import queries, service

NOTICES_AT_ONCE = 100
# Each takes a connection to the provider for up to its deadline.
CALLS_AT_ONCE = 8


async def apply_notices(*, now: datetime) -> int:
    """Apply stored notices whose turn it is; one that cannot be applied waits alone."""
    applied = 0
    failures = []
    for notice in await queries.waiting_notices(at=now, most=NOTICES_AT_ONCE):
        calls = [service.apply_notice(notice, now=now)]
        [outcome] = await asyncio.gather(*calls, return_exceptions=True)
        if isinstance(outcome, BaseException):
            failures.append(outcome)
            await service.put_off_notice(notice, "failing", now=now)
        else:
            applied += outcome
    if failures:
        raise failures[0]
    return applied


async def poll_payments(*, now: datetime) -> int:
    """Ask about open payments, so that a lost notice costs a delay and nothing else.

    Those past `expires_at` are closed at the provider. Source: reliability P09.
    """
    claimed = await service.claim_open(now=now, most=CALLS_AT_ONCE)
    payments = [await queries.payment(payment_id) for payment_id in claimed]
    await _each(service.settle(payment, now=now) for payment in payments)
    return len(payments)


async def send_refunds(*, now: datetime) -> int:
    """Send refunds that wait and ask about those under way, each under its one number."""
    leases = await service.claim_refunds(now=now, most=CALLS_AT_ONCE)
    if leases:
        failpoint("refunds_claimed")
    await _each(service.send_one(lease, now=now) for lease in leases)
    return len(leases)


async def _each(calls: Iterable[Awaitable[None]]) -> None:
    """Let every call end, whatever becomes of the others; then raise the first failure."""
    for outcome in await asyncio.gather(*calls, return_exceptions=True):
        if outcome is not None:
            raise outcome
