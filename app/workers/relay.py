"""Hands committed events to those who listen, at least once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg
import structlog

from app import subscriptions
from app.kit import db, outbox
from app.kit.failpoints import failpoint

from . import loop

AT_ONCE = 8
# A lease lasts a minute and a listener may ask a provider for seconds: claim no more than fits.
MOST_CLAIMED = 24
PAUSE_SECONDS = 1.0

log = structlog.get_logger("laurel.relay")


async def deliver(now: datetime) -> int:
    """Deliver a batch of waiting events; returns how many were claimed.

    One that fails goes back with a growing pause and its reason; the others go on.
    """
    claimed = await outbox.claim(now=now, most=MOST_CLAIMED)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(delivery: outbox.Delivery) -> None:
        async with gate:
            await _deliver(delivery)

    await asyncio.gather(*(one(delivery) for delivery in claimed))
    return len(claimed)


@asynccontextmanager
async def woken(url: str, wake: asyncio.Event) -> AsyncIterator[None]:
    """Set `wake` whenever something is announced; when deaf, the relay polls all the same."""
    task = asyncio.create_task(_listen(url, wake))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


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


async def _listen(url: str, wake: asyncio.Event) -> None:
    while True:
        with contextlib.suppress(
            OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError
        ):
            await _hear(url, wake)
        await asyncio.sleep(PAUSE_SECONDS)


async def _hear(url: str, wake: asyncio.Event) -> None:
    closed = asyncio.Event()
    connection = await asyncpg.connect(url, timeout=10)
    try:
        connection.add_termination_listener(lambda _: closed.set())
        await connection.add_listener(outbox.CHANNEL, lambda *_: wake.set())
        wake.set()  # Something may have been announced while nobody listened.
        await closed.wait()
    finally:
        connection.terminate()
