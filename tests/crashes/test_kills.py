"""kill -9 in the middle of each step, and a restart: nothing doubled, nothing lost."""

import asyncio
from collections import Counter

import asyncpg
import pytest

from app import redemption
from app.kit import clock, db
from app.kit.tiers import Tier
from app.redemption import Placing, RedemptionRequest, State
from tests.crashes.conftest import PROMISE_SECONDS
from tests.crashes.processes import Process
from tests.stage import Stage

# Delivers at once, by callback, by polling, rejects, 500 but delivers; each account is its own.
DIGITS = ("101", "201", "301", "401", "501")
ENDED = {State.DELIVERED.value, State.REFUNDED.value}

STEPS = {
    "event_handled": "relay",
    "attempt_committed": "dispatcher",
    "submit_answered": "dispatcher",
    "outcome_committed": "dispatcher",
    "query_answered": "dispatcher",
    "last_query_answered": "watchdog",
    "refund_committed": "watchdog",
}


async def place_all(stage: Stage) -> list[int]:
    """Place one redemption per kind of account; the promise is twelve seconds long."""
    await stage.member(points=10_000)
    placed = []
    for digits in DIGITS:
        one = await redemption.place(
            request=RedemptionRequest(
                product_id=stage.products["topup-50"], account=f"13900000{digits}"
            ),
            placing=Placing(
                member_id=1, tier=Tier.BASIC, idempotency_key=f"key-{digits}",
                promise_seconds=PROMISE_SECONDS, payment_window_seconds=900,
            ),
            now=clock.now(),
        )  # fmt: skip
        placed.append(one.id)
    return placed


async def all_ended(database_url: str) -> list[str]:
    """Wait until every redemption is over; the database says when one moves."""
    moved = asyncio.Event()
    listener = await asyncpg.connect(database_url)
    await listener.add_listener("laurel_live", lambda *_: moved.set())
    try:
        async with asyncio.timeout(90):
            while True:
                moved.clear()  # Before looking, so that no news falls in between.
                rows = await db.fetch("SELECT state FROM redemption ORDER BY id")
                if {row["state"] for row in rows} <= ENDED:
                    return [row["state"] for row in rows]
                await moved.wait()
    finally:
        await listener.close()


async def check(stage: Stage, states: list[str]) -> None:
    """What must hold whatever was killed: by the supplier's own count and by ours."""
    stage.clock.now = clock.now()
    delivered = Counter(str(line["account"]) for line in stage.deliveries())
    assert all(count == 1 for count in delivered.values())
    spent = 500 * states.count("delivered")
    assert await stage.available() == 10_000 - spent


class TestKill:
    @pytest.mark.parametrize("step", STEPS)
    async def test_in_the_middle_of_a_step(
        self, stage: Stage, workers: dict[str, Process], database_url: str, step: str
    ) -> None:
        victim = STEPS[step]
        for role in ("relay", "dispatcher", "watchdog"):
            await workers[role].run(step if role == victim else "")
        await place_all(stage)
        if victim == "watchdog":  # It is only needed where nobody else settles it.
            await workers["dispatcher"].kill()
        assert await workers[victim].dies()
        await workers[victim].run()
        if victim == "watchdog":
            await workers["dispatcher"].run()
        await check(stage, await all_ended(database_url))

    async def test_all_at_once_at_any_time(
        self, stage: Stage, workers: dict[str, Process], database_url: str
    ) -> None:
        for process in workers.values():
            await process.run()
        await place_all(stage)
        for _ in range(3):
            await asyncio.gather(*(process.kill() for process in workers.values()))
            for process in workers.values():
                await process.run()
        await check(stage, await all_ended(database_url))
