"""A change in the database is told to the streams of its member, also after a break."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.kit import db
from app.web.live import Change, Live


@pytest.fixture
async def live(database_url: str, database: None) -> AsyncIterator[Live]:
    async with Live(database_url, heartbeat_seconds=0.05).listening() as one:
        await asyncio.wait_for(one.ear.is_open.wait(), 5)
        yield one


async def heard(stream: AsyncIterator[Change | None]) -> Change:
    """Wait for the next change, past the heartbeats."""
    async with asyncio.timeout(5):
        async for change in stream:
            if change is not None:
                return change
    raise AssertionError("the stream ended")


async def gladly() -> bool:
    return True


async def tell(payload: str) -> None:
    await db.fetch("SELECT pg_notify('laurel_live', $1)", payload)


class TestLive:
    async def test_tells_a_member_and_nobody_else(self, live: Live) -> None:
        mine, other = live.stream(7, may_go_on=gladly), live.stream(8, may_go_on=gladly)
        assert (await anext(mine), await anext(other)) == (None, None)
        await tell("7:points")
        await tell("8:redemption:12")
        assert await heard(mine) == Change("points")
        assert await heard(other) == Change("redemption", 12)

    async def test_beats_when_nothing_happens(self, live: Live) -> None:
        stream = live.stream(7, may_go_on=gladly)
        assert [await anext(stream) for _ in range(3)] == [None, None, None]

    async def test_tells_nothing_to_who_may_not_hear_it(self, live: Live) -> None:
        answers = iter([True, False])

        async def may_go_on() -> bool:
            return next(answers)

        stream = live.stream(7, may_go_on=may_go_on)
        assert [await anext(stream), await anext(stream)] == [None, None]
        await tell("7:points")
        with pytest.raises(StopAsyncIteration):
            await anext(stream)
        assert dict(live.streams) == {}

    async def test_forgets_a_stream_that_ended(self, live: Live) -> None:
        stream = live.stream(7, may_go_on=gladly)
        await anext(stream)
        await stream.aclose()
        assert dict(live.streams) == {}

    async def test_drops_the_oldest_for_a_slow_reader(self, live: Live) -> None:
        stream = live.stream(7, may_go_on=gladly)
        await anext(stream)
        for one in range(80):
            live.hear(f"7:redemption:{one}")
        assert await heard(stream) == Change("redemption", 16)

    async def test_survives_nonsense(self, live: Live) -> None:
        stream = live.stream(7, may_go_on=gladly)
        await anext(stream)
        for payload in ("", ":", "x:points", "7", "7:points"):
            await tell(payload)
        assert (await heard(stream)).id is None

    async def test_listens_again_after_a_break(self, live: Live) -> None:
        stream = live.stream(7, may_go_on=gladly)
        await anext(stream)
        await db.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        )
        while live.ear.breaks == 0:  # The heartbeat paces this; the test's own time bounds it.
            await asyncio.wait_for(anext(stream), 5)
        await asyncio.wait_for(live.ear.is_open.wait(), 5)
        await tell("7:points")
        assert await heard(stream) == Change("points")
