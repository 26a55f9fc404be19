"""One process of one role, from its start to its orderly end."""

import asyncio
import signal
from contextlib import nullcontext

import structlog

from app import opening
from app.kit import logs, skew
from app.settings import Settings

from . import heartbeats, loop, relay, roles

log = structlog.get_logger("laurel.workers")


def work(role: str, settings: Settings) -> None:
    """Work until SIGTERM or Ctrl-C; begun rounds are finished.

    Raises ConfigurationRefused or EmbeddedPostgresRefused, each one plain sentence.
    """
    logs.configure()
    with opening.database(settings) as url:
        asyncio.run(_work(role, settings, url))


async def _work(role: str, settings: Settings, url: str) -> None:
    stop, wake = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with opening.opened(settings, url):
        await opening.refuse_unmigrated()
        await skew.refuse()
        if role in roles.ASK_SUPPLIERS:
            await opening.open_suppliers(settings)
        chosen = roles.jobs(role, settings, wake=wake)
        log.info("working", role=role)
        async with relay.woken(url, wake) if role == "relay" else nullcontext():
            await asyncio.gather(*(loop.run(role, job, stop=stop) for job in chosen))
        await heartbeats.forget([heartbeats.worker(role, job.name) for job in chosen])
        log.info("left", role=role)
