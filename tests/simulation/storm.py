"""Power cuts, freezes and a baton, at the one seam where the mall meets its database.

A `Process` is one process of the mall. It may die, or fall asleep, at any commit boundary and
right after any answer from outside. Dead means dead: nothing that it had in hand is done, not
even in a sibling task. One task at a time holds the baton from BEGIN to COMMIT, and the seed
says who is next; so a history with many hands repeats itself to the letter.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from app.kit import clock as kit_clock
from app.kit import db
from app.kit.db.engine import Engine, Transaction

SETTLING_ROUNDS = 12
_CLOCK = "SELECT clock_timestamp() AS now"


class PowerCut(BaseException):
    """The process is gone."""


class Point(StrEnum):
    """Where a process may die or fall asleep."""

    BEFORE = "before a commit"
    AFTER = "after a commit"
    ANSWER = "after an answer"


class Clock:
    """The only clock of a history; it stands until somebody turns it."""

    def __init__(self, now: datetime) -> None:
        self.now = self.begun_at = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Plan:
    """Die, or fall asleep, at the `nth` pass of `point`."""

    point: Point
    nth: int
    is_sleep: bool = False


@dataclass
class Process:
    """One process of the mall while it does one thing."""

    name: str
    plan: Plan | None = None
    is_dead: bool = False
    heard: str | None = None  # Who answered last, unless something was committed since.
    asleep: asyncio.Event = field(default_factory=asyncio.Event)
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def reach(self, point: Point | None = None) -> None:
        """Pass a boundary, or not."""
        await self._live(may_sleep=point is not Point.BEFORE)
        if point is None or self.plan is None or self.plan.point is not point:
            return
        self.plan.nth -= 1
        if self.plan.nth:
            return
        if not self.plan.is_sleep:
            self.is_dead = True
            raise PowerCut(point)
        self.asleep.set()
        await self._live()

    async def _live(self, *, may_sleep: bool = True) -> None:
        """Be alive and awake; who stands before a COMMIT brings it to its end first."""
        if may_sleep and self.is_asleep:
            await self.awake.wait()
        if self.is_dead:
            raise PowerCut

    @property
    def is_asleep(self) -> bool:
        return self.asleep.is_set() and not self.awake.is_set()


_current: ContextVar[Process | None] = ContextVar("process", default=None)


async def reach(point: Point | None = None) -> None:
    """Let the present process pass a boundary; without a process nothing happens."""
    process = _current.get()
    if process is not None:
        await process.reach(point)


async def answered(who: str) -> None:
    """Note that an answer from outside has come, and let the process die with it."""
    process = _current.get()
    if process is not None:
        process.heard = who
        await process.reach(Point.ANSWER)


async def inside(process: Process, verb: Callable[[], Awaitable[Any]]) -> Any:
    """Do one thing as a process; a power cut ends it without a word."""
    _current.set(process)
    try:
        return await verb()
    except PowerCut:
        return None


class Baton:
    """Who has it may use the database; who is next, the dice say."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.is_taken = False
        self.waiting: list[asyncio.Future[None]] = []

    async def take(self) -> None:
        """Wait for one's turn; who has died or fallen asleep meanwhile lets it pass."""
        await reach()
        await self._queue()
        process = _current.get()
        while process is not None and (process.is_asleep or process.is_dead):
            await self.give()
            await reach()
            await self._queue()

    async def _queue(self) -> None:
        if not self.is_taken:
            self.is_taken = True
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._hand_over()
            raise

    async def give(self) -> None:
        """Hand it on, once everybody who may want it stands in the queue."""
        if self.waiting:
            for _ in range(SETTLING_ROUNDS):
                await asyncio.sleep(0)
        self._hand_over()

    def _hand_over(self) -> None:
        self.waiting = [one for one in self.waiting if not one.done()]
        if not self.waiting:
            self.is_taken = False
            return
        chosen = self.waiting.pop(self.dice.randrange(len(self.waiting)))
        chosen.set_result(None)


class StormyTransaction(Transaction):
    """A transaction that the power may end just before or just after its COMMIT."""

    __slots__ = ()

    async def __aenter__(self) -> Transaction:
        baton = cast(StormyEngine, self.engine).storm.baton
        await baton.take()
        try:
            return await super().__aenter__()
        except BaseException:
            await baton.give()
            raise

    async def commit(self) -> None:
        try:
            await reach(Point.BEFORE)
        except PowerCut:
            await cast(
                Any, self
            ).rollback()  # As the server does for a connection that is gone.
            raise
        await cast(Any, super()).commit()

    async def __aexit__(self, kind: Any, error: Any, traceback: Any) -> bool:
        try:
            await super().__aexit__(kind, error, traceback)
        finally:
            await cast(StormyEngine, self.engine).storm.baton.give()
        if error is None:
            await committed()
        return False


async def committed() -> None:
    process = _current.get()
    if process is not None:
        process.heard = None
        await process.reach(Point.AFTER)


class StormyEngine(Engine):
    """The engine of the house in a storm; the very object, for as long as `raging` lasts."""

    storm: "Storm"

    def transaction(self, allow_nested: bool = False) -> Transaction:
        return StormyTransaction(engine=self, allow_nested=allow_nested)

    async def _run_in_pool(self, query: str, args: Any = None) -> Any:
        if query == _CLOCK:
            return [{"now": self.storm.clock.now}]
        is_write = query.lstrip()[:6].upper() != "SELECT"
        await self.storm.baton.take()
        try:
            if is_write:
                await reach(Point.BEFORE)
            rows = await super()._run_in_pool(query, args)
        finally:
            await self.storm.baton.give()
        if is_write:
            await committed()
        return rows


class Machine:
    """What `app.kit.clock` asks of the machine: here the history's own clock."""

    CLOCK_BOOTTIME = 7

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def clock_gettime(self, _: int) -> float:
        return (self.clock.now - self.clock.begun_at).total_seconds()

    def monotonic(self) -> float:
        return self.clock_gettime(self.CLOCK_BOOTTIME)


@dataclass
class Storm:
    """What a history's database and machine are made of."""

    clock: Clock
    baton: Baton

    @contextmanager
    def raging(self) -> Iterator[None]:
        """Let the house's engine and clock be this storm's."""
        engine = cast(Any, db.engine)
        engine.__class__ = StormyEngine
        engine.storm = self
        ours = cast(Any, kit_clock)
        machine, ours.time = ours.time, Machine(self.clock)
        try:
            yield
        finally:
            ours.time = machine
            engine.__class__ = Engine
            del engine.storm
