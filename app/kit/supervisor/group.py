"""Runs the group: starts, restarts, and ends all together."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Sequence

from . import programs as one
from .schemas import Program
from .will import Will

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 30.0
STEADY_SECONDS = 10.0  # Who ran so long did not crash at its start: begin the pauses anew.
GRACE_SECONDS = 10.0


def run(
    programs: Sequence[Program],
    *,
    on_ready: Callable[[], None] | None = None,
    grace_seconds: float = GRACE_SECONDS,
) -> int:
    """Keep all programs running until SIGINT, SIGTERM or SIGHUP, then end them all.

    Call it from the main thread. `on_ready` is called once all were started for the first
    time. Ending is SIGTERM, `grace_seconds` of patience (none after a second signal), SIGKILL.
    Returns 0 when all left by themselves, 1 when one had to be killed.
    """
    return asyncio.run(_run(programs, on_ready, grace_seconds))


async def _run(
    programs: Sequence[Program], on_ready: Callable[[], None] | None, grace_seconds: float
) -> int:
    order = one.Order(grace_seconds)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, order.end)
    will = Will()
    executor = asyncio.create_task(will.keep())
    width = max((len(program.name) for program in programs), default=0)
    started = [asyncio.Event() for _ in programs]
    keepers = [
        asyncio.create_task(_keep(one.Runner(program, width, will, order), event))
        for program, event in zip(programs, started, strict=True)
    ]
    try:
        await asyncio.gather(*(event.wait() for event in started))
        if on_ready is not None:
            on_ready()
        left_politely = await asyncio.gather(*keepers)
    finally:
        executor.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await executor
    return 0 if all(left_politely) else 1


async def _keep(runner: "one.Runner", started: asyncio.Event) -> bool:
    """Run one program again and again; tell whether it left politely in the end."""
    pause = FIRST_PAUSE_SECONDS
    loop = asyncio.get_running_loop()
    while not runner.order.is_given:
        since = loop.time()
        politely = await runner.once(started)
        if runner.order.is_given:
            return politely
        if loop.time() - since >= STEADY_SECONDS:
            pause = FIRST_PAUSE_SECONDS
        runner.say(f"starts again in {pause:g} s")
        await runner.order.given_within(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
    return True
