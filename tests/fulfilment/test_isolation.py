"""Many things at a time: none harms another, and nothing outlives its round."""

import asyncio

import pytest

from app.fulfilment.jobs.isolation import each


async def test_what_goes_on_ends_with_the_round() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work(_thing: int) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    round_of_work = asyncio.create_task(each([1], work, at_once=1))
    await begun.wait()
    round_of_work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await round_of_work
    assert ended.is_set()


async def test_one_error_is_told_and_the_others_go_on() -> None:
    done = []

    async def work(thing: int) -> None:
        if thing == 2:
            raise ValueError(thing)
        done.append(thing)

    errors = await each([1, 2, 3], work, at_once=2)
    assert (done, [str(one) for one in errors]) == ([1, 3], ["2"])


async def test_what_takes_too_long_is_no_error() -> None:
    async def work(_thing: int) -> None:
        await asyncio.Event().wait()

    assert await each([1], work, at_once=1, seconds=0.01) == []
