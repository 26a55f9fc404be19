"""Do one thing for each of many, so that one that fails harms none of the others."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


async def each(
    things: Iterable[T],
    work: Callable[[T], Awaitable[None]],
    *,
    at_once: int,
    seconds: float | None = None,
) -> list[Exception]:
    """Do `work` for each thing, `at_once` at a time; returns the errors for the loop to log.

    What is not done after `seconds` is broken off and is no error.
    """
    gate = asyncio.Semaphore(max(at_once, 1))

    async def one(thing: T) -> None:
        async with gate:
            await work(thing)

    tasks = [asyncio.ensure_future(one(thing)) for thing in things]
    if not tasks:
        return []
    try:
        done, _ = await asyncio.wait(tasks, timeout=seconds)
    finally:  # Also when the round itself is broken off: nothing goes on beside the next one.
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    errors = [task.exception() for task in done if not task.cancelled()]
    return [error for error in errors if isinstance(error, Exception)]
