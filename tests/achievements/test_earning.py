"""Badges are earned once, by whatever tells of it, and go with their member."""

import asyncio
from datetime import datetime, timedelta

import pytest

from app import achievements, activity, members, redemption, subscriptions
from app.achievements import BadgeId, PinsFull
from app.activity import BehaviourEvent
from app.kit import db, outbox
from app.kit.errors import NotFound
from app.kit.tiers import Tier
from tests.redemption.test_erasing import WEEK, ask
from tests.stage import Stage

from .conftest import held, joined, received

bare = pytest.mark.tampers("bare rows stand for redemptions that never were")
ACCOUNT = "13800000101"
DAY = timedelta(days=1)


async def rows() -> int:
    return len(await db.fetch("SELECT id FROM achievement"))


async def read(member_id: int, count: int, now: datetime, *, since: int = 0) -> None:
    events = [
        BehaviourEvent(kind="article.read", id=f"a{n}", at=now + timedelta(seconds=n))
        for n in range(since, since + count)
    ]
    await activity.record(member_id=member_id, events=events, now=now + DAY)


async def relay(now: datetime) -> None:
    for delivery in await outbox.claim(now=now):
        await subscriptions.handle(delivery.name, delivery.payload, now=now)
        await outbox.done([delivery.id], now=now)


class TestEvents:
    async def test_a_delivery_earns_the_first_leaf(self, stage: Stage) -> None:
        ada = await joined(stage.clock.now)
        await stage.member(points=1_000, member_id=ada)
        placed = await stage.place("topup-50", account=ACCOUNT, member_id=ada)
        await stage.work()
        told = await held(ada, stage.clock.now)
        assert list(told) == [BadgeId.FIRST_LEAF]
        came = await redemption.redemption(placed.id, member_id=ada)
        assert told[BadgeId.FIRST_LEAF].earned_at == came.delivered_at

    async def test_a_promise_that_passed_earns_a_word_kept(self, stage: Stage) -> None:
        ada = await joined(stage.clock.now)
        await stage.member(points=1_000, member_id=ada)
        placed = await stage.place("topup-50", account="13800000701", member_id=ada)
        stage.clock.turn(172_801)
        assert await redemption.abandon(redemption_id=placed.id, now=stage.clock.now)
        await stage.relay()
        told = await held(ada, stage.clock.now)
        assert list(told) == [BadgeId.WORD_KEPT]
        assert told[BadgeId.WORD_KEPT].earned_at == placed.promise_due_at

    async def test_the_tenth_article_earns_an_open_book(self, ada: int, now: datetime) -> None:
        await read(ada, 9, now)
        await relay(now + DAY)
        assert await held(ada, now) == {}
        await read(ada, 3, now, since=9)
        await relay(now + DAY)
        told = await held(ada, now)
        assert told[BadgeId.OPEN_BOOK].earned_at == now + timedelta(seconds=9)

    @bare
    async def test_other_behaviour_earns_nothing(self, ada: int, now: datetime) -> None:
        event = BehaviourEvent(kind="article.shared", id="1", at=now)
        await activity.record(member_id=ada, events=[event], now=now)
        await received(ada, now)
        await relay(now)
        assert await rows() == 0

    async def test_nothing_new_is_not_announced(self, ada: int, now: datetime) -> None:
        for _ in range(2):
            await read(ada, 3, now)
        assert len(await outbox.claim(now=now + DAY)) == 1

    async def test_a_deletion_takes_the_badges_along(self, stage: Stage) -> None:
        ada, eve = [await joined(stage.clock.now, number=n, days_ago=400) for n in (0, 1)]
        for who in (ada, eve):
            await achievements.award(member_id=who, now=stage.clock.now)
        await ask(stage, ada)
        stage.clock.turn(WEEK)
        assert await redemption.jobs.erase_members(now=stage.clock.now) == 1
        await stage.relay()
        assert await achievements.award(member_id=ada, now=stage.clock.now) == 0
        left = await db.fetch("SELECT member_id FROM achievement")
        assert [row["member_id"] for row in left] == [eve]


@bare
class TestWeigh:
    async def test_gives_each_badge_once(self, ada: int, now: datetime) -> None:
        await received(ada, now)
        assert await achievements.award(member_id=ada, now=now) == 1
        assert await achievements.award(member_id=ada, now=now) == 0

    async def test_gives_it_once_to_two_at_once(self, ada: int, now: datetime) -> None:
        for _ in range(5):
            await received(ada, now)
        given = await asyncio.gather(
            *(achievements.award(member_id=ada, now=now) for _ in range(8))
        )
        assert sum(given) == await rows() == 2

    async def test_keeps_what_was_earned_when_the_thing_goes_back(
        self, ada: int, now: datetime
    ) -> None:
        await received(ada, now)
        await achievements.award(member_id=ada, now=now)
        await db.fetch("UPDATE redemption SET state = 'refunded', close_reason = 'operator'")
        await achievements.award(member_id=ada, now=now)
        assert list(await held(ada, now)) == [BadgeId.FIRST_LEAF]

    async def test_looks_at_nobody_else_s_past(self, ada: int, now: datetime) -> None:
        eve = await joined(now, number=1)
        await received(eve, now)
        await read(eve, 10, now)
        assert await achievements.award(member_id=ada, now=now) == 0

    async def test_gives_nothing_to_nobody(self, database: None, now: datetime) -> None:
        await received(7, now)
        assert await achievements.award(member_id=7, now=now) == 0


class TestCatchUp:
    async def test_gives_what_no_event_told(self, database: None, now: datetime) -> None:
        ada = await joined(now, days_ago=400)
        await members.set_tier(member_id=ada, tier=Tier.DIAMOND, now=now)
        assert await achievements.award_badges(now=now) == 1
        assert set(await held(ada, now)) == {BadgeId.ONE_YEAR, BadgeId.GOLDEN}

    async def test_counts_who_has_what_at_the_end(self, database: None, now: datetime) -> None:
        ada = await joined(now, days_ago=400)
        await joined(now, number=1)
        assert [await achievements.award_badges(now=now) for _ in range(3)] == [2, 0, 0]
        rarity = (await held(ada, now))[BadgeId.ONE_YEAR].rarity
        assert (rarity.holders, rarity.members) == (1, 2)

    async def test_walks_again_after_six_hours(self, ada: int, now: datetime) -> None:
        for hours, found in ((0, 1), (0, 0), (5, 0), (6, 1)):
            assert await achievements.award_badges(now=now + timedelta(hours=hours)) == found
        later = now + timedelta(hours=6)
        assert await achievements.award_badges(now=later) == 0
        assert len(await db.fetch("SELECT id FROM achievement_count")) == 1

    async def test_one_walks_when_many_would(self, ada: int, now: datetime) -> None:
        walked = await asyncio.gather(*(achievements.award_badges(now=now) for _ in range(6)))
        assert sum(walked) == 1
        row = await db.fetch_one("SELECT passed AS n FROM member_walk")
        assert row is not None
        assert row["n"] == 1


@bare
class TestPin:
    @pytest.fixture
    async def earner(self, ada: int, now: datetime) -> int:
        """A member with four badges."""
        for n in range(5):
            await received(ada, now, delivery="donation" if n else "booking")
        await achievements.award(member_id=ada, now=now)
        return ada

    async def names(self, member_id: int) -> list[BadgeId | None]:
        return [one.badge for one in await achievements.pinned(member_id)]

    async def test_keeps_three_in_their_places(self, earner: int) -> None:
        three = (BadgeId.A_SEED, BadgeId.FIRST_LEAF, BadgeId.FIVE_LEAVES)
        for badge in (*three, BadgeId.A_SEED):
            await achievements.pin(member_id=earner, badge=badge)
        with pytest.raises(PinsFull):
            await achievements.pin(member_id=earner, badge=BadgeId.AT_THE_TABLE)
        assert await self.names(earner) == list(three)
        await achievements.unpin(member_id=earner, badge=BadgeId.FIRST_LEAF)
        await achievements.pin(member_id=earner, badge=BadgeId.AT_THE_TABLE)
        assert (await self.names(earner))[1] == BadgeId.AT_THE_TABLE

    async def test_is_for_what_is_earned(self, earner: int) -> None:
        with pytest.raises(NotFound):
            await achievements.pin(member_id=earner, badge=BadgeId.WELL_READ)

    async def test_takes_three_of_four_at_once(self, earner: int) -> None:
        four = (BadgeId.A_SEED, BadgeId.FIRST_LEAF, BadgeId.FIVE_LEAVES, BadgeId.AT_THE_TABLE)
        told = await asyncio.gather(
            *(achievements.pin(member_id=earner, badge=one) for one in four),
            return_exceptions=True,
        )
        assert sum(isinstance(one, PinsFull) for one in told) == 1
        assert len(await self.names(earner)) == 3


@bare
async def test_what_was_seen_is_not_new(ada: int, now: datetime) -> None:
    await received(ada, now)
    await achievements.award(member_id=ada, now=now)
    assert (await held(ada, now))[BadgeId.FIRST_LEAF].is_new
    await achievements.mark_seen(member_id=ada, now=now)
    assert not (await held(ada, now))[BadgeId.FIRST_LEAF].is_new
