"""Runs one job again and again until told to stop: the only `except Exception` of the house."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import msgspec
import structlog

from app.kit import db, redact

from . import heartbeats

LONGEST_PAUSE_SECONDS = 30.0
# After a round that found work there may be more; the pause keeps a mistake from spinning.
BUSY_PAUSE_SECONDS = 0.02

R = TypeVar("R")

log = structlog.get_logger("laurel.workers")


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a role does: `run_once` returns how many it took up.

    `wake`, when set, ends the pause. A round that outlasts `limit_seconds` is cut off.
    """

    name: str
    run_once: Callable[[datetime], Awaitable[int]]
    every_seconds: float
    limit_seconds: float = 300.0
    wake: asyncio.Event | None = None


async def run(role: str, job: Job, *, stop: asyncio.Event) -> None:
    """Run the job until `stop`: a begun round is finished, a failed one logged and slept on."""
    worker = heartbeats.worker(role, job.name)
    failures = 0
    while not stop.is_set():
        if job.wake:
            job.wake.clear()
        found, error = await survive(_round(job, role, worker))
        failures = 0 if error is None else failures + 1
        if error is not None:
            log.error("round_failed", role=role, job=job.name, tries=failures, exc_info=error)
        if found:
            await _either(BUSY_PAUSE_SECONDS, stop)
        else:
            await _rest(job, role, worker, failures, stop)


async def survive(work: Awaitable[R]) -> tuple[R | None, Exception | None]:
    """Await `work` and return what it gave, or the exception that ended it."""
    try:
        return await work, None
    except Exception as error:  # noqa: BLE001 - the only place; see the style.
        return None, error


def reason(error: Exception) -> str:
    """Say in one line why something failed, personal data masked."""
    return redact.text(f"{type(error).__name__}: {error}")[:500]


async def _round(job: Job, role: str, worker: str) -> int:
    async with asyncio.timeout(job.limit_seconds):
        found = await job.run_once(await db.database_now())
    await heartbeats.beat(worker, role)
    return found


async def _rest(job: Job, role: str, worker: str, failures: int, stop: asyncio.Event) -> None:
    """Pause, the longer the more often it failed; a healthy worker beats meanwhile."""
    pause = job.every_seconds
    if failures:
        pause = min(max(pause, 0.5) * 2 ** min(failures, 10), LONGEST_PAUSE_SECONDS)
        pause *= random.uniform(0.5, 1.0)
    while pause > 0 and not stop.is_set():
        part = min(pause, heartbeats.EVERY_SECONDS)
        if await _either(part, stop, job.wake):
            return
        pause -= part
        if pause > 0 and not failures:
            await survive(heartbeats.beat(worker, role))


async def _either(seconds: float, *events: asyncio.Event | None) -> bool:
    """Wait for the first event, but not longer; tell whether one came."""
    waiting = [asyncio.ensure_future(event.wait()) for event in events if event]
    try:
        done, _ = await asyncio.wait(
            waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        return bool(done)
    finally:
        for one in waiting:
            one.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*waiting, return_exceptions=True)
