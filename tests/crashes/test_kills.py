"""kill -9 at every failpoint, three times each: nothing doubled, nothing lost."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app import ledger
from app.kit import clock, db
from app.ledger import Receipt
from tests.crashes import test_web
from tests.crashes.world import LEASE_SECONDS, POINTS, World

TIMES = 3
APP = Path(__file__).parents[2] / "app"

Work = Callable[[World], Awaitable[object]]


async def delivers(world: World) -> None:
    await world.place("topup-50", "101")


async def fails_but_delivers(world: World) -> None:
    await world.place("topup-50", "501")


async def calls_back(world: World) -> None:
    await world.place("topup-50", "201")


async def stays_silent(world: World) -> None:
    """Get as far as the deadline with an attempt that nobody knows anything about."""
    placed = await world.place("topup-50", "701")
    async with asyncio.timeout(20):
        while not await db.fetch(  # noqa: ASYNC110 - the supplier's patience tells nobody.
            "SELECT FROM attempt a JOIN fulfilment f ON f.id = a.fulfilment"
            " WHERE f.redemption_id = $1 AND a.state = 'unknown'", placed.id,
        ):  # fmt: skip
            await asyncio.sleep(0.05)
    await world.pass_by(601)


async def is_paid(world: World) -> None:
    await world.pay("101")
    await world.pass_by(30)  # So that the first question comes due by now.


async def is_paid_and_rejected(world: World) -> None:
    await world.pay("401")


async def is_never_paid(world: World) -> None:
    await world.place("scarf", "101")
    await world.pass_by(901)


async def expires(world: World) -> None:
    world.placed += 1
    await ledger.earn(
        member_id=1_000 + world.placed, points=5, reference=f"soon:{world.placed}",
        receipt=Receipt(rule="gift"), expires_at=clock.now() + timedelta(milliseconds=1),
        now=clock.now(),
    )  # fmt: skip


# Which programs a scene needs, and per failpoint who dies and what brings it there.
SCENES: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, Work]]]] = {
    "delivery": (("relay", "dispatcher"), {
        "events_claimed": ("relay", delivers),
        "event_handled": ("relay", delivers),
        "duties_claimed": ("dispatcher", delivers),
        "attempt_committed": ("dispatcher", delivers),
        "submit_answered": ("dispatcher", delivers),
        "outcome_written": ("dispatcher", delivers),
        "outcome_committed": ("dispatcher", delivers),
        "query_answered": ("dispatcher", fails_but_delivers),
    }),
    "promise": (("relay", "dispatcher", "watchdog"), {
        "promises_claimed": ("watchdog", stays_silent),
        "last_query_answered": ("watchdog", stays_silent),
        "refund_written": ("watchdog", stays_silent),
        "refund_committed": ("watchdog", stays_silent),
    }),
    "cash": (("web", "relay", "dispatcher"), {
        "notice_kept": ("web", is_paid),
        "notice_applied": ("dispatcher", is_paid),
        "payment_answered": ("dispatcher", is_paid),
        "refunds_claimed": ("dispatcher", is_paid_and_rejected),
        "refund_answered": ("dispatcher", is_paid_and_rejected),
        "refund_recorded": ("dispatcher", is_paid_and_rejected),
    }),
    "upkeep": (("web", "relay", "dispatcher", "reaper", "auditor"), {
        "callback_kept": ("web", calls_back),
        "unpaid_cancelled": ("reaper", is_never_paid),
        "lots_expired": ("reaper", expires),
        "links_written": ("auditor", delivers),
    }),
}  # fmt: skip


async def kill(world: World, failpoint: str, victim: str, work: Work) -> None:
    """Let the victim run into the failpoint, and its leases run out, again and again."""
    for number in range(TIMES):
        await world.programs[victim].kill()
        if victim == "web":  # Strangers call it; they do not call for ever.
            await world.open_web(failpoint)
            await work(world)
        else:
            await work(world)
            await world.programs[victim].run(failpoint)
        assert await world.programs[victim].dies(), f"{failpoint}, time {number + 1}"
        await world.pass_by(LEASE_SECONDS)
    await world.programs[victim].run()


class TestKill:
    @pytest.mark.parametrize("scene", SCENES)
    async def test_at_every_failpoint(self, world: World, scene: str) -> None:
        await world.stage.member(points=POINTS)
        needed, failpoints = SCENES[scene]
        for name in needed:
            await world.programs[name].run()
        for failpoint, (victim, work) in failpoints.items():
            await kill(world, failpoint, victim, work)
        for name in ("web", "relay", "dispatcher", "watchdog", "reaper"):
            if not world.programs[name].is_running:
                await world.programs[name].run()
        await world.check()

    async def test_all_at_once_at_any_time(self, world: World) -> None:
        await world.stage.member(points=POINTS)
        for program in world.programs.values():
            await program.run()
        for ending in ("101", "201", "301", "401", "501"):
            await world.place("topup-50", ending)
            await world.pay(ending)
        for number in range(6):
            await asyncio.gather(*(program.kill() for program in world.programs.values()))
            for program in world.programs.values():
                await program.run()
            await asyncio.sleep(0.15 * number)  # Each time they come a little further.
        await world.check()

    def test_knows_every_failpoint_of_the_house(self) -> None:
        there_are = {
            name
            for path in APP.rglob("*.py")
            for name in re.findall(r'failpoint\("(\w+)"\)', path.read_text())
        }
        killed = {name for _, failpoints in SCENES.values() for name in failpoints}
        assert there_are == killed | set(test_web.STEPS)
