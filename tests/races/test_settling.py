"""Callback, poll, two watchdogs and an operator at one redemption: one outcome, each time."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable
from datetime import datetime, timedelta

from app import fulfilment, ledger, redemption
from app.kit.errors import MallError
from suppliers import Delivered, Rejected
from tests.stage import Stage

ROUNDS = 300
HEAD_START = 400
PROMISE = timedelta(seconds=172_800)


async def operator(redemption_id: int, at: datetime) -> None:
    """Refund as an operator does; too late is an answer too."""
    try:
        await redemption.refund(
            redemption_id=redemption_id, reason="asked", actor="ops", now=at
        )
    except MallError:
        return


async def after(turns: int, actor: Awaitable[object]) -> None:
    """Let others go first for some turns of the loop, so that each of the five wins."""
    for _ in range(turns):
        await asyncio.sleep(0)
    await actor


class TestSettle:
    async def test_three_hundred_rounds_have_one_outcome_each(self, stage: Stage) -> None:
        await stage.member(points=500 * ROUNDS)
        seen: Counter[str] = Counter()
        for number in range(ROUNDS):
            seen[await self.one_round(stage, random.Random(number))] += 1
        late = (await stage.cases()).count("late_success_after_refund")
        spent = seen["delivered"] * 500
        assert set(seen) == {"delivered", "refunded"}
        assert min(seen.values()) >= ROUNDS // 20, seen
        assert late > 0
        assert await stage.available() == 500 * ROUNDS - spent
        assert (await ledger.balance(member_id=1, at=stage.clock.now)).held == 0

    async def one_round(self, stage: Stage, dice: random.Random) -> str:
        """Place, submit, and let five actors at it at the very deadline."""
        placed = await stage.place("topup-50", account="13800000801")
        await stage.relay()
        await stage.dispatch()
        attempt = await fulfilment.live_attempt(redemption_id=placed.id)
        assert attempt is not None
        at = placed.placed_at + PROMISE
        delivered, rejected = Delivered("R-1", 100), Rejected("no")
        second = rejected if dice.random() < 0.2 else delivered
        actors = [
            fulfilment.settle(attempt_id=attempt.id, outcome=delivered, now=at),
            fulfilment.settle(attempt_id=attempt.id, outcome=second, now=at),
            fulfilment.abandon(redemption_id=placed.id, now=at),
            fulfilment.abandon(redemption_id=placed.id, now=at),
            operator(placed.id, at) if dice.random() < 0.3 else asyncio.sleep(0),
        ]
        await asyncio.gather(*(after(dice.randrange(HEAD_START), one) for one in actors))
        return await stage.state(placed)
