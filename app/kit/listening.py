"""Hears one channel of the database on its own connection; comes back when that breaks."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import asyncpg
import structlog

SHORTEST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 10.0

log = structlog.get_logger("laurel.listening")


class Ear:
    """Whether the channel is being heard now, and how often it was lost."""

    def __init__(self) -> None:
        self.is_open = asyncio.Event()
        self.breaks = 0


@asynccontextmanager
async def listening(
    url: str, channel: str, heard: Callable[[str], None], *, connected: Callable[[], None]
) -> AsyncIterator[Ear]:
    """Call `heard` with each payload while the block runs; best effort, nothing is kept.

    `connected` is called after every connection, since something may have been said while
    nobody listened. A broken connection is made again with a growing pause.
    """
    ear = Ear()

    async def listen() -> None:
        pause = SHORTEST_PAUSE_SECONDS
        while True:
            try:
                await _until_closed(url, channel, heard, connected, ear)
                pause = SHORTEST_PAUSE_SECONDS
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                log.warning("connection_lost", channel=channel, pause_seconds=pause)
            ear.is_open.clear()
            ear.breaks += 1
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    task = asyncio.create_task(listen())
    try:
        yield ear
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _until_closed(
    url: str,
    channel: str,
    heard: Callable[[str], None],
    connected: Callable[[], None],
    ear: Ear,
) -> None:
    closed = asyncio.Event()
    connection = await asyncpg.connect(url, timeout=10)
    try:
        connection.add_termination_listener(lambda _: closed.set())
        await connection.add_listener(channel, lambda *told: heard(told[-1]))
        ear.is_open.set()
        connected()
        await closed.wait()
    finally:
        connection.terminate()
