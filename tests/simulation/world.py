"""The world that a history happens in: the mall, everybody around it, and dice."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from app import payments
from app.kit import db
from app.kit.errors import MallError

from . import fates
from .digest import digest
from .model_psp import ModelPsp, Moods
from .model_supplier import Manners, ModelSupplier
from .shop import Goods
from .storm import Clock, Plan, Point, Process, inside

# After any real clock, so that a check which asks the database's own never finds us late.
BEGINNING = datetime(2040, 3, 1, 4, 0, tzinfo=UTC)
TALKERS = ("dispatcher", "callback reader", "watchdog", "refunder", "poller")
CHECKED_REFUSALS = 0.15

Verb = Callable[[], Awaitable[Any]]


class Violation(AssertionError):
    """Something happened that must never happen."""


class World:
    """One history: its dice, its clock, its mall, its outside world."""

    def __init__(
        self,
        seed: int,
        clock: Clock,
        suppliers: dict[str, ModelSupplier],
        *,
        is_calm: bool = False,
    ) -> None:
        self.seed = seed
        self.dice = random.Random(seed)
        self.clock = clock
        clock.now = BEGINNING
        self.seen: Counter[str] = Counter()
        self.trace: list[str] = []
        self.goods: Goods
        self.suppliers = suppliers
        self.psp = ModelPsp(clock)
        self.asleep: list[tuple[Process, asyncio.Task[Any]]] = []
        self.told: set[str] = set()  # Callbacks and notices that were taken before.
        self.held_past_expiry: set[int] = set()
        self.placed: list[Any] = []  # Requests that were made, to be made again.
        self.cut = 0.0 if is_calm else self.dice.choice((0.0, 0.1, 0.25, 0.4))
        self.counter = 0
        self._behave(is_calm)

    def _behave(self, is_calm: bool) -> None:
        for model in self.suppliers.values():
            manners = Manners({}) if is_calm else self._manners()
            model.begin(self.dice, manners, self.seen)
        self.psp.dice, self.psp.seen = self.dice, self.seen
        self.psp.moods = Moods() if is_calm else self._moods()
        payments.install({self.psp.name: self.psp})

    def _manners(self) -> Manners:
        draw = self.dice.choice
        return Manners(
            fates.mood(self.dice), deaf=draw((0.0, 0.1, 0.4)), stale=draw((0.0, 0.1)),
            lost=draw((0.0, 0.2, 0.6)), repeated=draw((0.1, 0.5)), lying=draw((0.0, 0.1, 0.3)),
        )  # fmt: skip

    def _moods(self) -> Moods:
        draw = self.dice.choice
        return Moods(
            silent=draw((0.0, 0.1, 0.3)), unreachable=draw((0.0, 0.05, 0.2)),
            slow=draw((0.1, 0.6)), stuck=draw((0.1, 0.3, 0.6)), busy=draw((0.0, 0.2)),
            lost=draw((0.0, 0.3, 0.8)), repeated=draw((0.1, 0.5)), stubborn=draw((0.0, 0.3)),
        )  # fmt: skip

    def fine_weather(self) -> None:
        """Let everybody behave from now on; what has begun goes its way."""
        self.cut = 0.0
        for model in self.suppliers.values():
            model.manners = Manners({})
        self.psp.moods = Moods()

    def number(self) -> int:
        """Count: a number that this history has not used."""
        self.counter += 1
        return self.counter

    def note(self, text: str) -> None:
        """Write a step into the trace."""
        self.trace.append(f"{self.clock.now - BEGINNING} {text}")

    async def run(self, name: str, verb: Verb, *, plan: Plan | None = None) -> Any:
        """Let one process do one thing; it may die on the way, or fall asleep."""
        process = Process(name, plan if plan is not None else self._plan(name))
        task = asyncio.create_task(inside(process, verb))
        return await self._watched(process, task)

    async def run_together(self, verbs: list[tuple[str, Verb]]) -> None:
        """Let several processes do one thing each, at once."""
        begun = []
        for name, verb in verbs:
            process = Process(name, self._plan(name))
            begun.append((process, asyncio.create_task(inside(process, verb))))
        for process, task in begun:
            await self._watched(process, task)

    async def _watched(self, process: Process, task: asyncio.Task[Any]) -> Any:
        sleep = asyncio.create_task(process.asleep.wait())
        await asyncio.wait({task, sleep}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            self.asleep.append((process, task))
            self.seen["asleep"] += 1
            self.note(f"  {process.name} falls asleep")
            return None
        sleep.cancel()
        return self._ended(process, task)

    async def wake(self, nth: int) -> None:
        """Let a process that fell asleep go on where it was, however late it is."""
        process, task = self.asleep.pop(nth)
        self.note(f"  {process.name} wakes")
        process.awake.set()
        await asyncio.wait({task})
        self._ended(process, task)

    async def abandon(self) -> None:
        """End what is still asleep, as when the machine is switched off."""
        for process, task in self.asleep:
            process.is_dead = True
            process.awake.set()
            await asyncio.wait({task})
        self.asleep.clear()

    def _ended(self, process: Process, task: asyncio.Task[Any]) -> Any:
        error = task.exception()
        if process.is_dead:
            assert process.plan is not None
            self.seen[f"cut {process.plan.point}"] += 1
            if process.heard:
                self.seen[f"cut between {process.heard} and commit"] += 1
            self.note(f"  {process.name} is cut off {process.plan.point}")
            return None
        if error is None:
            return task.result()
        if isinstance(error, MallError):
            self.seen[f"refused {error.code}"] += 1
            self.note(f"  refused: {error.code}")
            return None
        raise Violation(f"{process.name} failed: {_told(error)}") from error

    async def call(self, name: str, verb: Verb) -> Any:
        """Let somebody ask for something that may be refused; refused means unchanged."""
        if self.dice.random() >= CHECKED_REFUSALS:
            return await self.run(name, verb)
        before, refused = await digest(), self._refusals()
        result = await self.run(name, verb)
        if self._refusals() > refused:
            self.seen["refusals proved empty"] += 1
            if await digest() != before:
                raise Violation(f"{name} was refused and changed something")
        return result

    def _refusals(self) -> int:
        return sum(n for what, n in self.seen.items() if what.startswith("refused "))

    def _plan(self, name: str) -> Plan | None:
        """Decide whether the power will fail: rather in the middle of a talk than elsewhere."""
        if self.dice.random() >= self.cut:
            return None
        points = [*Point, *[Point.ANSWER] * 4] if name in TALKERS else [*Point]
        return Plan(self.dice.choice(points), 1 + int(self.dice.expovariate(0.8)))

    async def column(self, sql: str, *values: Any) -> list[Any]:
        """Read one column, to choose from."""
        return [row[0] for row in await db.fetch(sql, *values)]


def _told(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(_told(one) for one in error.exceptions)
    return f"{type(error).__name__}: {error}"
