"""A deletion and a redemption at once: one of them comes first, and the other knows."""

import asyncio
import contextvars
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import pytest

from app import activity, fulfilment, members, redemption
from app.activity import BehaviourEvent
from app.fulfilment import CaseKind
from app.kit import db, idempotency
from app.kit.errors import MallError
from app.members import AddressForm, Purpose
from tests.invariants import broken
from tests.redemption.test_erasing import WEEK, ask, joined
from tests.stage import Stage

ACCOUNT = "13800000101"
HOME = AddressForm(recipient="Ada", phone=ACCOUNT, region="上海", detail="武康路 1 号")
Writing = Callable[[int, datetime], Coroutine[Any, Any, Any]]

# All that a member, or a program in a member's name, may write about a member.
WRITINGS: dict[str, Writing] = {
    "name": lambda ada, _: members.set_preferences(member_id=ada, nickname="Ada"),
    "new address": lambda ada, now: members.add_address(member_id=ada, form=HOME, now=now),
    "old address": lambda ada, _: members.change_address(
        member_id=ada, address_id=1, form=HOME
    ),
    "dream": lambda ada, _: members.choose_goal(member_id=ada, product_id=1),
    "consent": lambda ada, now: members.decide(
        member_id=ada, purpose=Purpose.PERSONALISATION, is_given=True, channel="web", now=now
    ),
    "tokens": lambda ada, now: members.open_tokens(member_id=ada, now=now),
}
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

    @pytest.mark.parametrize("what", WRITINGS)
    async def test_that_comes_first_leaves_nobody_to_write_about(
        self, stage: Stage, ada: int, what: str
    ) -> None:
        now = stage.clock.now
        await members.add_address(member_id=ada, form=HOME, now=now)
        async with db.transaction():
            await members.lock(ada)
            writing = apart(WRITINGS[what](ada, now))
            assert await waits(writing)
            assert await redemption.jobs.erase_members(now=now) == 1
        with pytest.raises(MallError):
            await writing
        assert await broken() == {}

    @pytest.mark.usefixtures("demo")
    @pytest.mark.parametrize("is_linked", [True, False])
    async def test_that_comes_first_leaves_nobody_to_recognise(
        self, stage: Stage, ada: int, is_linked: bool
    ) -> None:
        now = stage.clock.now
        if is_linked:
            await members.link_wechat(member_id=ada, code="ada.1", now=now)
            proving = members.sign_in_with_wechat(code="ada.2", now=now)
        else:
            proving = members.link_wechat(member_id=ada, code="ada.1", now=now)
        async with db.transaction():
            await members.lock(ada)
            signing = apart(proving)
            assert await waits(signing)
            assert await redemption.jobs.erase_members(now=now) == 1
        with pytest.raises(members.MemberDisabled):
            await signing
        assert await broken() == {}

    async def test_that_comes_first_leaves_nobody_to_watch(
        self, stage: Stage, ada: int
    ) -> None:
        now = stage.clock.now
        read = BehaviourEvent(kind="article_read", id="1", at=now)
        async with db.transaction():
            await members.lock(ada)
            telling = apart(activity.record(member_id=ada, events=[read], now=now))
            assert await waits(telling)
            assert await redemption.jobs.erase_members(now=now) == 1
        assert [one.is_new for one in await telling] == [False]
        assert await activity.instants([ada], kind="article_read", most=9) == {ada: ()}

    async def test_forgets_what_was_done_before(self, stage: Stage, ada: int) -> None:
        now = stage.clock.now
        read = BehaviourEvent(kind="article_read", id="1", at=now)
        await activity.record(member_id=ada, events=[read], now=now)
        assert await redemption.jobs.erase_members(now=now) == 1
        await stage.work()
        assert await activity.instants([ada], kind="article_read", most=9) == {ada: ()}

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
