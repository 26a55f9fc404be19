"""Loading the demo shop: once, in demo mode only, with sign-ins that can be told again."""

import asyncio
from datetime import datetime

import pytest

from app import auditing, demo, loyalty, operators
from app.kit import db
from app.kit.errors import ConfigurationRefused
from app.kit.tiers import Tier, is_sprint
from app.settings import Settings
from tests.invariants import broken

SETTINGS = Settings(mode="demo", secret="a-secret-for-tests-of-32-characters")


@pytest.fixture
async def shop(database: None, now: datetime) -> demo.DemoSummary:
    return await demo.load(now=now, settings=SETTINGS)


async def products() -> int:
    row = await db.fetch_one("SELECT count(*) AS number FROM product")
    assert row is not None
    return int(row["number"])


class TestLoad:
    async def test_happens_once(self, shop: demo.DemoSummary, now: datetime) -> None:
        again = await demo.load(now=now, settings=SETTINGS)
        assert (shop.is_loaded, again.is_loaded) == (True, False)
        assert await products() == 30

    async def test_happens_once_when_two_try(self, database: None, now: datetime) -> None:
        both = await asyncio.gather(*(demo.load(now=now, settings=SETTINGS) for _ in "ab"))
        assert sorted(one.is_loaded for one in both) == [False, True]

    async def test_is_refused_in_production(self, database: None, now: datetime) -> None:
        with pytest.raises(ConfigurationRefused):
            await demo.load(now=now, settings=Settings(secret="x" * 32))
        assert await products() == 0

    async def test_keeps_the_books_straight(
        self, shop: demo.DemoSummary, now: datetime
    ) -> None:
        assert await broken() == {}
        assert await auditing.verify(now=now) == []


class TestMembers:
    async def test_have_the_scores_for_their_tiers(
        self, shop: demo.DemoSummary, now: datetime
    ) -> None:
        before = await db.fetch("SELECT * FROM member ORDER BY id")
        for row in before:
            assert await loyalty.review_tier(member_id=row["id"], now=now) == row["tier"]
        assert await db.fetch("SELECT * FROM member ORDER BY id") == before
        assert len(await db.fetch("SELECT FROM tier_change")) == 4
        told = "SELECT FROM outbox_event WHERE name = 'TierChanged' AND occurred_at = $1"
        assert not await db.fetch(told, now)
        reached = {row["tier"]: row["tier_score"] for row in before}
        assert all(reached[tier] >= least for tier, least in loyalty.thresholds().items())

    async def test_show_a_sprint_and_a_tier_within_reach(
        self, shop: demo.DemoSummary, now: datetime
    ) -> None:
        rows = await db.fetch("SELECT tier, tier_until, tier_score FROM member ORDER BY id")
        assert [row["tier"] for row in rows if is_sprint(row["tier_until"], at=now)] == ["gold"]
        basic = rows[0]["tier_score"]
        assert 0 < loyalty.thresholds()[Tier.SILVER] - basic < 300


class TestOperators:
    async def test_come_in_with_what_was_printed(
        self, shop: demo.DemoSummary, now: datetime
    ) -> None:
        for person in shop.operators:
            found = await operators.sign_in(
                name=person.name,
                password=person.password,
                code=person.one_time_password,
                now=now,
                address="127.0.0.1",
            )
            assert found.role == person.role

    async def test_are_told_the_same_again(self, shop: demo.DemoSummary, now: datetime) -> None:
        again = await demo.load(now=now, settings=SETTINGS)
        assert again.operators == shop.operators

    async def test_do_not_show_their_secrets_in_a_log(self, shop: demo.DemoSummary) -> None:
        for person in shop.operators:
            for secret in (person.password, person.totp_secret, person.one_time_password):
                assert secret not in repr(shop)
