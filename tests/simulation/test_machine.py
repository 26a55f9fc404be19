"""The same deeds under Hypothesis: it searches less widely than the swarm, but it shrinks.

What it prints after a failure is the shortest history it found; every line of it is a call
that can be made again.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app import fulfilment, payments

from .audit import at_rest, audit
from .deeds import DEEDS
from .deeds.workers import JOBS, work
from .model_supplier import ModelSupplier
from .resting import rest
from .scratch_database import wipe
from .shop import configure, open_shop
from .storm import Baton, Clock, Plan, Point, Storm
from .world import BEGINNING, World

EXAMPLES, STEPS = 30, 50
GENTLE = sorted({*DEEDS} - {"one_worker", "doze", "a_day", "hours", "minutes", "a_moment"})

dice = st.integers(0, 2**32 - 1)
cuts = st.one_of(st.none(), st.builds(Plan, st.sampled_from(Point), st.integers(1, 4)))
sleeps = st.builds(
    Plan, st.sampled_from((Point.AFTER, Point.ANSWER)), st.integers(1, 3), st.just(True)
)


@dataclass
class Stand:
    """Where the machine stands: the tests' own loop and database."""

    loop: asyncio.AbstractEventLoop
    clock: Clock
    suppliers: dict[str, ModelSupplier]


@pytest.fixture
async def stand(database: None) -> AsyncIterator[Stand]:
    """The session's loop, which no synchronous test occupies, and the model suppliers."""
    clock = Clock(BEGINNING)
    yield Stand(asyncio.get_running_loop(), clock, await configure(clock))
    await wipe()
    await fulfilment.gateway.close()
    await payments.aclose()


class Mall(RuleBasedStateMachine):
    """One history, drawn step by step."""

    def __init__(self, stand: Stand) -> None:
        super().__init__()
        self.stand = stand
        self.world: World | None = None

    def wait(self, deed: Awaitable[int | None]) -> None:
        self.stand.loop.run_until_complete(deed)

    @property
    def running(self) -> World:
        assert self.world is not None
        return self.world

    @initialize(seed=st.integers(0, 999))
    def open(self, seed: int) -> None:
        """Draw the manners of the outside world; nothing is cut off but by a rule."""
        self.world = World(seed, self.stand.clock, self.stand.suppliers)
        self.world.cut = 0.0
        self.storm = Storm(self.stand.clock, Baton(self.world.dice)).raging()
        self.storm.__enter__()
        self.wait(self._open(self.world))

    async def _open(self, world: World) -> None:
        await wipe()
        world.goods = await open_shop(world.clock.now, random.Random(1))

    @rule(deed=st.sampled_from(GENTLE), dice=dice)
    def do(self, deed: str, dice: int) -> None:
        self.running.dice.seed(dice)
        self.wait(DEEDS[deed].act(self.running))

    @rule(job=st.sampled_from([*JOBS]), cut=cuts, dice=dice)
    def let_work(self, job: str, cut: Plan | None, dice: int) -> None:
        self.running.dice.seed(dice)
        plan = cut and Plan(cut.point, cut.nth)
        self.wait(work(self.running, job, plan))

    @rule(job=st.sampled_from(("dispatcher", "refunder", "watchdog")), plan=sleeps, dice=dice)
    def let_doze(self, job: str, plan: Plan, dice: int) -> None:
        self.running.dice.seed(dice)
        self.wait(work(self.running, job, Plan(plan.point, plan.nth, is_sleep=True)))

    @rule(seconds=st.sampled_from((1, 29, 61, 91, 901, 3_601, 20_000, 86_400, 172_800)))
    def let_pass(self, seconds: int) -> None:
        self.running.clock.turn(seconds)

    @invariant()
    def nothing_is_wrong(self) -> None:
        if self.world is not None:
            self.wait(audit(self.world))

    def teardown(self) -> None:
        """End with a rest, unless something has gone wrong before."""
        if self.world is None:
            return
        try:
            self.wait(self._rest(self.world))
        finally:
            self.wait(self.world.abandon())
            self.storm.__exit__(None, None, None)

    async def _rest(self, world: World) -> None:
        await rest(world)
        await at_rest(world)


def test_no_sequence_of_deeds_breaks_a_promise(stand: Stand) -> None:
    class Here(Mall):
        def __init__(self) -> None:
            super().__init__(stand)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, derandomize=True, database=None,
            deadline=None, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
