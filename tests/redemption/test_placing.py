"""Placing: who is refused, and that a refusal leaves nothing behind."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app import catalogue, redemption
from app.kit import db
from app.kit.errors import InvalidInput, MallError
from app.kit.tiers import Tier
from app.ledger import InsufficientPoints
from app.redemption import (
    AccountInvalid,
    AddressRequired,
    LimitReached,
    PointsShareTooHigh,
    PriceChanged,
    QuoteExpired,
    RedemptionRequest,
)
from tests.stage import Stage

ACCOUNT = "13800000101"


async def rows() -> list[Any]:
    """Count what placing writes."""
    tables = ("redemption", "hold", "posting", "payment", "stock_move", "outbox_event")
    return [await db.fetch(f"SELECT count(*) FROM {table}") for table in tables]


async def limited(stage: Stage, limit: int) -> None:
    await db.fetch("UPDATE product SET limit_per_member = $1 WHERE slug = 'topup-50'", limit)


class TestPlace:
    @pytest.mark.parametrize(
        ("slug", "wish", "refusal"),
        [
            ("topup-50", {"account": "1"}, AccountInvalid),
            ("topup-50", {"account": ACCOUNT, "quantity": 0}, InvalidInput),
            ("topup-50", {"account": ACCOUNT, "quantity": 6}, InvalidInput),
            ("topup-50", {"account": ACCOUNT, "quantity": 5}, InsufficientPoints),
            ("tote-bag", {}, AddressRequired),
            ("tote-bag", {"address_id": 99}, MallError),
            ("last-one", {"account": ACCOUNT, "quantity": 2}, catalogue.SoldOut),
            ("scarf", {"account": ACCOUNT, "points": 3_193}, PointsShareTooHigh),
            ("scarf", {"account": ACCOUNT, "points": 3_000}, InsufficientPoints),
            ("scarf", {"account": ACCOUNT, "points": -5}, InvalidInput),
            ("topup-50", {"account": ACCOUNT, "quote_id": 99}, MallError),
        ],
    )
    async def test_a_refusal_leaves_nothing_behind(
        self, stage: Stage, slug: str, wish: dict[str, Any], refusal: type[MallError]
    ) -> None:
        await stage.member(points=1_000)
        before = await rows()
        with pytest.raises(refusal):
            await stage.place(slug, **wish)
        assert await rows() == before

    async def test_a_limit_holds_for_twenty_at_once(self, stage: Stage) -> None:
        await limited(stage, 2)
        await stage.member(points=10_000)
        answers = await asyncio.gather(
            *(stage.place("topup-50", account=ACCOUNT) for _ in range(20)),
            return_exceptions=True,
        )
        refused = [one for one in answers if isinstance(one, BaseException)]
        assert len(refused) == 18
        assert all(isinstance(one, LimitReached) for one in refused)

    async def test_what_came_back_does_not_count_towards_the_limit(self, stage: Stage) -> None:
        await limited(stage, 1)
        await stage.member(points=1_000)
        first = await stage.place("topup-50", account=ACCOUNT)
        await redemption.cancel(redemption_id=first.id, member_id=1, now=stage.clock.now)
        await stage.place("topup-50", account=ACCOUNT)

    async def test_a_repeat_finds_the_first_even_after_the_sale(self, stage: Stage) -> None:
        await stage.member(points=1_000)
        first = await stage.place("topup-50", account=ACCOUNT, key="k")
        await db.fetch("UPDATE product SET state = 'retired'")
        again = await stage.place("topup-50", account=ACCOUNT, key="k")
        assert again.id == first.id


class TestQuote:
    async def quoted(self, stage: Stage) -> redemption.QuoteView:
        return await redemption.quote(
            asker=redemption.Asker(member_id=1, tier=Tier.BASIC),
            request=RedemptionRequest(product_id=stage.products["topup-50"]),
            now=stage.clock.now,
        )  # fmt: skip

    async def test_is_honoured_for_five_minutes_whatever_the_price_does(
        self, stage: Stage
    ) -> None:
        await stage.member(points=1_000)
        quoted = await self.quoted(stage)
        await db.fetch("UPDATE price SET points = 900 WHERE points = 500")
        stage.clock.turn(299)
        placed = await stage.place("topup-50", account=ACCOUNT, quote_id=quoted.id)
        assert placed.points == 500

    async def test_ends_after_five_minutes(self, stage: Stage) -> None:
        await stage.member(points=1_000)
        quoted = await self.quoted(stage)
        stage.clock.turn(300)
        with pytest.raises(QuoteExpired):
            await stage.place("topup-50", account=ACCOUNT, quote_id=quoted.id)

    async def test_is_for_one_quantity_and_one_member(self, stage: Stage) -> None:
        await stage.member(points=5_000)
        await stage.member(points=5_000, member_id=2)
        quoted = await self.quoted(stage)
        with pytest.raises(PriceChanged):
            await stage.place("topup-50", account=ACCOUNT, quote_id=quoted.id, quantity=2)
        with pytest.raises(MallError):
            await stage.place("topup-50", account=ACCOUNT, quote_id=quoted.id, member_id=2)

    async def test_is_for_one_share_of_points(self, stage: Stage) -> None:
        await stage.member(points=5_000)
        quoted = await redemption.quote(
            asker=redemption.Asker(member_id=1, tier=Tier.BASIC), now=stage.clock.now,
            request=RedemptionRequest(
                product_id=stage.products["scarf"], points=1_000, account=ACCOUNT
            ),
        )  # fmt: skip
        for share in (0, 500):
            with pytest.raises(PriceChanged):
                await stage.place("scarf", account=ACCOUNT, quote_id=quoted.id, points=share)
        placed = await stage.place("scarf", account=ACCOUNT, quote_id=quoted.id)
        assert placed.points == 1_000


class TestUndo:
    async def test_nobody_sets_to_work_before_the_undo_is_over(self, stage: Stage) -> None:
        await stage.member(points=1_000)
        placed = await stage.place("topup-50", account=ACCOUNT, undo_seconds=10)
        assert placed.undo_until == stage.clock.now + timedelta(seconds=10)
        await stage.work(rounds=9)
        assert (await stage.state(placed), stage.deliveries()) == ("placed", [])
        await stage.work()
        assert await stage.state(placed) == "delivered"

    async def test_what_is_undone_is_never_ordered(self, stage: Stage) -> None:
        await stage.member(points=1_000)
        placed = await stage.place("forest", undo_seconds=10)
        await redemption.cancel(
            redemption_id=placed.id, member_id=placed.member_id, now=stage.clock.now
        )
        await stage.work(rounds=15)
        assert await stage.state(placed) == "cancelled"
        assert await stage.available() == 1_000
        assert await db.fetch("SELECT 1 FROM fulfilment") == []

    async def test_leaves_most_of_a_short_promise_to_delivering(self, stage: Stage) -> None:
        await stage.member(points=1_000)
        placed = await stage.place(
            "topup-50", account=ACCOUNT, undo_seconds=10, promise_seconds=30
        )
        assert placed.undo_until == stage.clock.now + timedelta(seconds=5)

    async def test_cash_is_undone_before_it_is_paid(self, stage: Stage) -> None:
        placed = await stage.place("scarf", account=ACCOUNT, points=0, undo_seconds=10)
        assert placed.undo_until is None
