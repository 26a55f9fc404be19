"""Hands committed events to those who listen, at least once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import structlog

from app import subscriptions
from app.kit import db, outbox
from app.kit.failpoints import failpoint
from app.kit.listening import listening

from . import loop

AT_ONCE = 8
# A lease lasts a minute and a listener may ask a provider for seconds: claim no more than fits.
MOST_CLAIMED = 24

log = structlog.get_logger("laurel.relay")


async def deliver(now: datetime) -> int:
    """Deliver a batch of waiting events; returns how many were claimed.

    One that fails goes back with a growing pause and its reason; the others go on.
    """
    claimed = await outbox.claim(now=now, most=MOST_CLAIMED)
    if claimed:
        failpoint("events_claimed")
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(delivery: outbox.Delivery) -> None:
        async with gate:
            await _deliver(delivery)

    await asyncio.gather(*(one(delivery) for delivery in claimed))
    return len(claimed)


@asynccontextmanager
async def woken(url: str, wake: asyncio.Event) -> AsyncIterator[None]:
    """Set `wake` whenever something is announced; when deaf, the relay polls all the same."""
    async with listening(url, outbox.CHANNEL, lambda _: wake.set(), connected=wake.set):
        yield


async def _deliver(delivery: outbox.Delivery) -> None:
    now = await db.database_now()
    _, error = await loop.survive(
        subscriptions.handle(delivery.name, delivery.payload, now=now)
    )
    if error is None:
        failpoint("event_handled")
        await outbox.done([delivery.id], now=await db.database_now())
        return
    is_dead = delivery.attempts >= outbox.MOST_ATTEMPTS
    log.error(
        "event_dead" if is_dead else "event_failed",
        id=delivery.id, name=delivery.name, tries=delivery.attempts, exc_info=error,
    )  # fmt: skip
    await outbox.fail(delivery, loop.reason(error), now=await db.database_now())
