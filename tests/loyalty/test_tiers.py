"""A member rises at once, keeps for a year, and falls by one; whoever comes, and how often."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import msgspec
import pytest

from app import ledger, loyalty, members
from app.kit import db
from app.kit.tiers import Tier, lasts_until
from app.loyalty import Score
from app.members import TierReason

from .conftest import Did

ZONE = "Asia/Shanghai"
YEAR = timedelta(days=366)
Bought = Callable[..., Awaitable[int]]

cashless = pytest.mark.tampers("bare purchases stand for redemptions that never were")


async def review(member_id: int, at: datetime) -> Tier | None:
    return await loyalty.review_tier(member_id=member_id, now=at)


async def told(member_id: int) -> list[tuple[Tier, Tier, TierReason, int]]:
    """What was decided, the oldest first."""
    changes = reversed(await members.tier_changes(member_id))
    return [(one.from_tier, one.to_tier, one.reason, one.score) for one in changes]


async def announced() -> list[tuple[str, str]]:
    rows = await db.fetch(
        "SELECT payload FROM outbox_event WHERE name = 'TierChanged' ORDER BY id"
    )
    events = [msgspec.json.decode(row["payload"], type=members.TierChanged) for row in rows]
    return [(one.from_tier, one.to_tier) for one in events]


class TestScore:
    @cashless
    async def test_adds_up_the_last_twelve_months(
        self, ada: int, now: datetime, did: Did, bought: Bought
    ) -> None:
        await did(999, now - timedelta(days=365), rule="purchase", yuan=999)
        await did(80, now - timedelta(days=364), rule="purchase", yuan=100)
        await did(7, now)
        await did(5, now, rule="check_in")
        await did(500, now, rule="birthday")
        await bought(50, now, points=50)
        await ledger.grant(
            member_id=ada, points=900, reason="x", reference="g", actor="ops", now=now
        )
        assert await loyalty.score(ada, at=now) == Score(spend_fen=15_000, engagement=12)

    @cashless
    async def test_takes_off_what_went_back(
        self, ada: int, now: datetime, did: Did, bought: Bought
    ) -> None:
        read = await did(100, now)
        away = await did(80, now, rule="purchase", yuan=100)
        redemption_id = await bought(50, now, points=50)
        later = now + timedelta(days=1)
        for posting, points in ((read, 30), (read, 1), (away, 20)):
            await ledger.claw_back(
                posting_id=posting.id, points=points, reference=str(points), reason="x",
                now=later,
            )  # fmt: skip
        await loyalty.take_back(redemption_id=redemption_id, kept_fen=2_000, now=later)
        assert await loyalty.score(ada, at=later) == Score(spend_fen=9_500, engagement=69)

    async def test_takes_off_what_became_a_debt(
        self, ada: int, now: datetime, did: Did
    ) -> None:
        read = await did(100, now)
        await ledger.hold(member_id=ada, points=60, purpose="p", now=now)
        await ledger.claw_back(
            posting_id=read.id, points=90, reference="c", reason="x", now=now
        )
        assert (await loyalty.score(ada, at=now)).engagement == 10

    async def test_asks_for_many_at_once_and_keeps_them_apart(
        self, ada: int, now: datetime, did: Did
    ) -> None:
        await did(10, now)
        await did(20, now, member_id=77)
        found = await loyalty.scores([ada, 77, 78], at=now)
        assert [one.engagement for one in found.values()] == [10, 20, 0]


class TestReview:
    async def test_lifts_at_once_by_as_many_steps(
        self, ada: int, now: datetime, did: Did
    ) -> None:
        assert await review(ada, now) is Tier.BASIC
        await did(10_000, now, rule="purchase", yuan=10_000)
        assert await review(ada, now) is Tier.GOLD
        shown = await members.member(ada)
        assert (shown.tier, shown.tier_since, shown.tier_until, shown.tier_score) == (
            Tier.GOLD, now, lasts_until(now, zone=ZONE), 6_000
        )  # fmt: skip
        assert await told(ada) == [(Tier.BASIC, Tier.GOLD, TierReason.RISE, 6_000)]
        assert await announced() == [("basic", "gold")]

    async def test_changes_nothing_the_second_time(
        self, ada: int, now: datetime, did: Did
    ) -> None:
        await did(5_000, now)
        for _ in range(3):
            assert await review(ada, now) is Tier.SILVER
        assert len(await told(ada)) == len(await announced()) == 1

    async def test_notes_a_score_that_changes_no_tier(
        self, ada: int, now: datetime, did: Did
    ) -> None:
        await did(100, now)
        await review(ada, now)
        assert (await members.member(ada)).tier_score == 40
        assert (await told(ada), await announced()) == ([], [])

    async def test_keeps_what_is_earned_again_and_falls_by_one_when_not(
        self, ada: int, now: datetime, did: Did
    ) -> None:
        await did(20_000, now)  # Gold.
        await review(ada, now)
        first = lasts_until(now, zone=ZONE)
        await did(15_000, first - timedelta(days=1))
        assert await review(ada, first) is Tier.GOLD
        second = lasts_until(first, zone=ZONE)
        assert (await members.member(ada)).tier_until == second
        assert (await members.member(ada)).tier_since == now
        assert await review(ada, second - timedelta(seconds=1)) is Tier.GOLD
        assert await review(ada, second) is Tier.SILVER
        shown = await members.member(ada)
        assert (shown.tier_since, shown.tier_until) == (second, lasts_until(second, zone=ZONE))
        assert [one[2] for one in await told(ada)] == ["rise", "kept", "fell"]
        assert await announced() == [("basic", "gold"), ("gold", "silver")]

    async def test_decides_each_end_as_it_was_then_however_late_it_comes(
        self, ada: int, now: datetime, did: Did
    ) -> None:
        await members.set_tier(member_id=ada, tier=Tier.DIAMOND, now=now)
        first = lasts_until(now, zone=ZONE)
        await did(50_000, first + timedelta(days=1))  # After the first end, for the second.
        third = lasts_until(lasts_until(first, zone=ZONE), zone=ZONE)
        assert await review(ada, third) is Tier.GOLD
        assert await told(ada) == [
            (Tier.BASIC, Tier.DIAMOND, TierReason.SET, 0),
            (Tier.DIAMOND, Tier.PLATINUM, TierReason.FELL, 0),
            (Tier.PLATINUM, Tier.PLATINUM, TierReason.KEPT, 20_000),
            (Tier.PLATINUM, Tier.GOLD, TierReason.FELL, 0),
        ]
        assert await announced() == [("basic", "diamond"), ("diamond", "gold")]

    async def test_falls_to_the_basic_tier_which_has_no_end(
        self, ada: int, now: datetime
    ) -> None:
        await members.set_tier(member_id=ada, tier=Tier.SILVER, now=now)
        assert await review(ada, now + 3 * YEAR) is Tier.BASIC
        shown = await members.member(ada)
        assert (shown.tier_since, shown.tier_until) == (None, None)

    async def test_decides_once_when_many_would(
        self, ada: int, now: datetime, did: Did
    ) -> None:
        await did(20_000, now)
        assert await asyncio.gather(*(review(ada, now) for _ in range(8))) == [Tier.GOLD] * 8
        end = lasts_until(now, zone=ZONE)
        assert set(await asyncio.gather(*(review(ada, end) for _ in range(8)))) == {Tier.SILVER}
        assert [one[2] for one in await told(ada)] == ["rise", "fell"]
        assert len(await announced()) == 2

    async def test_knows_nobody_who_is_gone(self, ada: int, now: datetime, did: Did) -> None:
        await did(20_000, now)
        await members.disable(member_id=ada, now=now)
        assert (await review(ada, now), await review(99, now)) == (None, None)
        assert await told(ada) == []


class TestReviewTiers:
    async def test_comes_at_the_end_of_a_tier(self, ada: int, now: datetime) -> None:
        await members.set_tier(member_id=ada, tier=Tier.GOLD, now=now)
        while await loyalty.review_tiers(now=now):
            pass
        end = lasts_until(now, zone=ZONE)
        assert await members.ended_tiers(at=end - timedelta(microseconds=1), most=9) == []
        assert await loyalty.review_tiers(now=end) == 1
        assert (await members.member(ada)).tier is Tier.SILVER
        assert await members.ended_tiers(at=end, most=9) == []

    async def test_leaves_who_is_gone_alone(self, ada: int, now: datetime) -> None:
        await members.set_tier(member_id=ada, tier=Tier.GOLD, now=now)
        await members.disable(member_id=ada, now=now)
        assert await loyalty.review_tiers(now=now + YEAR) == 0

    async def test_walks_past_everybody_once_a_day(
        self, ada: int, now: datetime, did: Did
    ) -> None:
        await did(5_000, now)
        assert [await loyalty.review_tiers(now=now) for _ in range(3)] == [1, 0, 0]
        assert (await members.member(ada)).tier is Tier.SILVER
        assert await loyalty.review_tiers(now=now + timedelta(hours=23)) == 0
        assert await loyalty.review_tiers(now=now + timedelta(days=1)) == 1

    async def test_sees_a_score_fall_as_months_pass(
        self, ada: int, now: datetime, did: Did
    ) -> None:
        await did(1_000, now)
        await loyalty.review_tiers(now=now)
        assert (await members.member(ada)).tier_score == 400
        await loyalty.review_tiers(now=now + timedelta(days=1))
        await loyalty.review_tiers(now=now + YEAR)
        assert (await members.member(ada)).tier_score == 0

    async def test_one_walks_when_many_would(self, ada: int, now: datetime) -> None:
        walked = await asyncio.gather(*(loyalty.review_tiers(now=now) for _ in range(6)))
        assert sum(walked) == 1


class TestChanges:
    @pytest.mark.parametrize(
        "deed", ["UPDATE tier_change SET score = 1", "DELETE FROM tier_change"]
    )
    async def test_are_never_changed(self, ada: int, now: datetime, deed: str) -> None:
        await members.set_tier(member_id=ada, tier=Tier.GOLD, now=now)
        with pytest.raises(Exception, match="append-only"):
            await db.fetch(deed)
