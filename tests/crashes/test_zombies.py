"""A worker that sleeps past its lease and wakes while another has done its work (P19)."""

import asyncio
import os
import signal

import pytest

from app.kit import db
from tests.crashes.processes import Process
from tests.crashes.test_kills import Work, delivers, is_paid_and_rejected, stays_silent
from tests.crashes.world import LEASE_SECONDS, POINTS, World

IS = "SELECT FROM redemption WHERE state = '{}'"

# Where it falls asleep, who, what brings it there, and what shows that another came.
SLEEPERS: dict[str, tuple[str, Work, str]] = {
    "duties_claimed": ("dispatcher", delivers, IS.format("delivered")),
    "attempt_committed": ("dispatcher", delivers, "SELECT FROM attempt WHERE queries > 0"),
    "submit_answered": ("dispatcher", delivers, IS.format("delivered")),
    "outcome_written": ("dispatcher", delivers, "SELECT FROM attempt WHERE queries > 0"),
    "promises_claimed": ("watchdog", stays_silent, IS.format("refunded")),
    "refunds_claimed": ("dispatcher", is_paid_and_rejected, IS.format("refunded")),
}


async def shown(sql: str) -> None:
    async with asyncio.timeout(30):
        while not await db.fetch(sql):  # noqa: ASYNC110 - some of it tells nobody.
            await asyncio.sleep(0.05)


class TestSleeper:
    @pytest.mark.parametrize("failpoint", SLEEPERS)
    async def test_wakes_to_find_its_work_done(self, world: World, failpoint: str) -> None:
        victim, work, sign = SLEEPERS[failpoint]
        await world.stage.member(points=POINTS)
        for name in ("web", "relay", "dispatcher"):
            await world.programs[name].run()
        sleeper = world.programs[victim]
        await sleeper.kill()
        await work(world)
        await sleeper.run(failpoint, LAUREL_FAILPOINT_SIGNAL="SIGSTOP")
        assert await sleeper.freezes()
        world.programs["other"] = Process(sleeper.program, sleeper.zygote, sleeper.environment)
        await world.programs["other"].run()
        await world.pass_by(LEASE_SECONDS)
        await shown(sign)
        sleeper.thaw()
        os.kill(sleeper.pid, signal.SIGTERM)  # It finishes what it had begun, and leaves.
        assert await asyncio.wait_for(asyncio.shield(sleeper.end), 30) == 0
        await world.check()
