"""A deletion and a redemption at once: one of them comes first, and the other knows."""

import asyncio
import contextvars
from collections.abc import Coroutine
from typing import Any

import pytest

from app import fulfilment, members, redemption
from app.fulfilment import CaseKind
from app.kit import db, idempotency
from tests.redemption.test_erasing import WEEK, ask, joined
from tests.stage import Stage

ACCOUNT = "13800000101"
TRIES = 2_000


def apart(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Start work on a connection of its own, outside this transaction."""
    return asyncio.create_task(work, context=contextvars.Context())


async def waits(work: asyncio.Task[Any]) -> bool:
    """Look until somebody waits for us; False when the work was done before."""
    for _ in range(TRIES):
        if work.done():
            return False
        row = await db.fetch_one(
            "SELECT count(*) AS n FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        if row is not None and row["n"]:
            return True
    return False


@pytest.fixture
async def ada(stage: Stage) -> int:
    found = await joined(stage)
    await ask(stage, found)
    stage.clock.turn(WEEK)
    return found


class TestErasing:
    async def test_that_comes_first_leaves_nobody_to_redeem(
        self, stage: Stage, ada: int
    ) -> None:
        async with db.transaction():
            await members.lock(ada)
            placing = apart(stage.place("topup-50", account=ACCOUNT, member_id=ada))
            assert await waits(placing)
            assert await redemption.jobs.erase_members(now=stage.clock.now) == 1
        with pytest.raises(members.MemberDisabled):
            await placing
        assert not (await redemption.redemptions(member_id=ada)).items

    async def test_waits_for_a_redemption_that_came_first(self, stage: Stage, ada: int) -> None:
        async with db.transaction():
            placed = await stage.place("topup-50", account=ACCOUNT, member_id=ada)
            erasing = apart(redemption.jobs.erase_members(now=stage.clock.now))
            assert await waits(erasing)
        assert await erasing == 0
        assert not (await members.member(ada)).is_disabled
        going = await redemption.destination(placed.id)
        assert going.account == ACCOUNT

    async def test_blanks_the_kept_answers_of_this_member_alone(
        self, stage: Stage, ada: int
    ) -> None:
        async def answer() -> idempotency.Answer:
            return idempotency.Answer(201, b"138****0101")

        async def ask_once(member_id: int) -> idempotency.Answer:
            return await idempotency.once(
                scope=f"member:{member_id}:/redemptions", key="k", request=b"r",
                answer=answer, now=stage.clock.now,
            )  # fmt: skip

        others = ada * 10 + 1  # Begins with the same digits.
        await ask_once(ada)
        await ask_once(others)
        assert await redemption.jobs.erase_members(now=stage.clock.now) == 1
        with pytest.raises(idempotency.AnswerForgotten):
            await ask_once(ada)
        assert (await ask_once(others)).body == b"138****0101"
        rows = await db.fetch("SELECT body FROM idempotency_key WHERE body = ''")
        assert len(rows) == 1


class TestDispatch:
    async def test_never_sends_a_recharge_without_an_account(self, stage: Stage) -> None:
        await stage.member(points=1_000)
        placed = await stage.place("topup-50", account=ACCOUNT)
        await db.fetch("UPDATE redemption SET account_sealed = NULL")
        await stage.work()
        assert await stage.state(placed) == "attention"
        assert await stage.cases() == [CaseKind.ACCOUNT_MISSING]
        assert await fulfilment.attempts(redemption_id=placed.id) == ()
