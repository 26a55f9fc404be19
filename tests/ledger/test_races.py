"""What happens at once: every point is spent, returned or expired by exactly one winner."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta

import pytest

from app import ledger
from app.kit import db
from app.kit.errors import MallError
from tests.ledger.conftest import Give

DAY = timedelta(days=1)


async def at_once(calls: Sequence[Awaitable[object]]) -> list[str]:
    """Run all calls together; tell of each what it returned or how it was refused."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    return sorted(
        each.code if isinstance(each, MallError) else type(each).__name__ for each in results
    )


class TestManyHolds:
    async def test_win_only_what_the_balance_pays_for(self, give: Give, now: datetime) -> None:
        for days in (10, 20, 30):
            await give(85, days=days)
        calls = [
            ledger.hold(member_id=1, points=20, purpose=f"p{n}", now=now) for n in range(100)
        ]
        results = await at_once(calls)
        assert results == ["HoldView"] * 12 + ["points_insufficient"] * 88
        assert (await ledger.balance(1, now)).available == 15

    async def test_of_one_purpose_are_one(self, give: Give, now: datetime) -> None:
        await give(100)
        calls = [ledger.hold(member_id=1, points=20, purpose="p", now=now) for _ in range(20)]
        assert await at_once(calls) == ["HoldView"] * 20
        assert (await ledger.balance(1, now)).held == 20

    async def test_beside_earnings_lose_nothing(self, give: Give, now: datetime) -> None:
        await give(100)
        holds = [
            ledger.hold(member_id=1, points=5, purpose=f"p{n}", now=now) for n in range(20)
        ]
        await at_once([*holds, *(give(3) for _ in range(20))])
        balance = await ledger.balance(1, now)
        assert (balance.available, balance.held) == (60, 100)


class TestOneHold:
    @pytest.mark.parametrize("rounds", range(5))
    async def test_is_captured_or_released_by_one(
        self, give: Give, now: datetime, rounds: int
    ) -> None:
        await give(100)
        held = await ledger.hold(member_id=1, points=100, purpose="p", now=now)
        calls = [
            verb(hold_id=held.id, now=now)
            for _ in range(5)
            for verb in (ledger.capture, ledger.release)
        ]
        results = await at_once(calls)
        assert results == ["PostingView"] + ["hold_already_resolved"] * 9

    async def test_is_refunded_once_per_reference(self, give: Give, now: datetime) -> None:
        await give(100)
        held = await ledger.hold(member_id=1, points=100, purpose="p", now=now)
        await ledger.capture(hold_id=held.id, now=now)
        calls = [
            ledger.refund(hold_id=held.id, points=40, reference=f"r{n % 4}", now=now)
            for n in range(20)
        ]
        await at_once(calls)
        assert (await ledger.balance(1, now)).available == 80


class TestExpiry:
    async def test_beside_holds_takes_each_point_once(self, give: Give, now: datetime) -> None:
        for _ in range(4):
            await give(25, days=1)
        at_last = now + DAY - timedelta(microseconds=1)
        holds = [
            ledger.hold(member_id=1, points=30, purpose=f"p{n}", now=at_last) for n in range(6)
        ]
        reapers = [ledger.expire_lots(now=now + DAY) for _ in range(4)]
        await asyncio.gather(*holds, *reapers, return_exceptions=True)
        await ledger.expire_lots(now=now + DAY)
        held = (await ledger.balance(1, now)).held
        expired = await db.fetch("SELECT sum(points) AS n FROM posting WHERE source = $1"
                                 " AND destination = 'revival'", "available")  # fmt: skip
        assert held % 30 == 0
        assert held + expired[0]["n"] == 100

    async def test_by_many_reapers_posts_once(self, give: Give, now: datetime) -> None:
        for _ in range(5):
            await give(10, days=1)
        counts = await asyncio.gather(*(ledger.expire_lots(now=now + DAY) for _ in range(8)))
        assert sum(counts) == 5


class TestEarnings:
    async def test_of_one_reference_are_one(self, give: Give, now: datetime) -> None:
        await at_once([give(10, reference="order:1") for _ in range(20)])
        assert (await ledger.balance(1, now)).available == 10

    async def test_and_clawbacks_balance(self, give: Give, now: datetime) -> None:
        earned = await give(100)
        calls = [
            ledger.claw_back(
                posting_id=earned.id, points=30, reference=f"r{n}", reason="x", now=now
            )
            for n in range(10)
        ]
        await at_once([*calls, *(give(7) for _ in range(10))])
        balance = await ledger.balance(1, now)
        assert (balance.available, balance.debt) == (80, 0)
