"""The loop outlives what fails in it, finishes what it began, and shows that it is well."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from app.kit import clock, db, skew
from app.kit.errors import ConfigurationRefused
from app.workers import Job, run


class Counted:
    """A job's verb that fails on chosen rounds and stops the loop after the last."""

    def __init__(self, stop: asyncio.Event, *, rounds: int, fails: frozenset[int]) -> None:
        self.stop, self.rounds, self.fails = stop, rounds, fails
        self.begun = 0

    async def __call__(self, now: datetime) -> int:
        self.begun += 1
        if self.begun == self.rounds:
            self.stop.set()
        if self.begun in self.fails:
            raise ValueError("told to fail")
        return 0


Count = Callable[..., tuple[Counted, Job]]


@pytest.fixture
def stop() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
def count(stop: asyncio.Event) -> Count:
    def make(*, rounds: int, fails: frozenset[int] = frozenset()) -> tuple[Counted, Job]:
        verb = Counted(stop, rounds=rounds, fails=fails)
        return verb, Job(name="counted", run_once=verb, every_seconds=0.001)

    return make


async def test_goes_on_after_a_round_that_failed(
    database: None, count: Count, stop: asyncio.Event
) -> None:
    verb, job = count(rounds=3, fails=frozenset({1}))
    await asyncio.wait_for(run("reaper", job, stop=stop), 10)
    assert verb.begun == 3


async def test_beats_after_a_round_that_went_well(
    database: None, present: datetime, count: Count, stop: asyncio.Event
) -> None:
    _, job = count(rounds=1)
    await asyncio.wait_for(run("reaper", job, stop=stop), 10)
    beats = await db.fetch("SELECT worker, role, beaten_at FROM heartbeat")
    assert [beat["role"] for beat in beats] == ["reaper"]
    assert beats[0]["worker"].startswith("reaper.counted@")
    assert beats[0]["beaten_at"] >= present


async def test_does_not_beat_while_every_round_fails(
    database: None, count: Count, stop: asyncio.Event
) -> None:
    _, job = count(rounds=2, fails=frozenset({1, 2}))
    await asyncio.wait_for(run("reaper", job, stop=stop), 10)
    assert await db.fetch("SELECT FROM heartbeat") == []


async def test_finishes_the_round_it_is_in_when_told_to_stop(
    database: None, stop: asyncio.Event
) -> None:
    finished = []

    async def slow(now: datetime) -> int:
        stop.set()
        await asyncio.sleep(0)
        finished.append(now)
        return 1

    job = Job(name="slow", run_once=slow, every_seconds=60)
    await asyncio.wait_for(run("reaper", job, stop=stop), 10)
    assert len(finished) == 1


async def test_cuts_off_a_round_that_hangs(database: None, stop: asyncio.Event) -> None:
    begun = []

    async def hang(now: datetime) -> int:
        begun.append(now)
        if len(begun) == 2:
            stop.set()
            return 0
        await asyncio.Event().wait()
        return 0

    job = Job(name="hang", run_once=hang, every_seconds=0.001, limit_seconds=0.05)
    await asyncio.wait_for(run("reaper", job, stop=stop), 10)
    assert len(begun) == 2


async def test_tells_rounds_the_databases_time(database: None, stop: asyncio.Event) -> None:
    told = []

    async def note(now: datetime) -> int:
        told.append(now)
        stop.set()
        return 0

    before = await db.database_now()
    await asyncio.wait_for(
        run("reaper", Job(name="note", run_once=note, every_seconds=1), stop=stop), 10
    )
    assert before < told[0] < await db.database_now()


@pytest.mark.parametrize("seconds", [-3, 3])
async def test_refuses_a_clock_that_differs(
    database: None, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    wrong = clock.now() + timedelta(seconds=seconds)
    monkeypatch.setattr(clock, "now", lambda: wrong)
    with pytest.raises(ConfigurationRefused, match="clock"):
        await skew.refuse()


async def test_accepts_a_clock_that_agrees(database: None) -> None:
    await skew.refuse()
