"""What redemption is told: the price of this tier at this instant, or a refusal."""

from datetime import datetime, timedelta

import pytest

from app import catalogue
from app.catalogue import NewPrice, NotOnSale, PriceKind, Pricing, TierTooLow
from app.kit.errors import InvalidInput, NotFound
from app.kit.tiers import Tier

from .conftest import Put

HOUR = timedelta(hours=1)


async def price(product_id: int, tier: Tier, at: datetime) -> int | None:
    found = await catalogue.offer(product_id=product_id, tier=tier, at=at)
    return found.unit_points


class TestPrice:
    async def test_is_the_lowest_that_applies(self, put: Put, now: datetime) -> None:
        product_id = await put(points=500)
        for kind, tier, points in (
            (PriceKind.TIER, Tier.GOLD, 400),
            (PriceKind.TIER, Tier.DIAMOND, 350),
        ):
            row = NewPrice(kind=kind, tier=tier, points=points)
            await catalogue.set_price(product_id=product_id, price=row)
        paid = [await price(product_id, tier, now) for tier in Tier]
        assert paid == [500, 500, 400, 400, 350]

    async def test_of_a_flash_sale_holds_from_its_start_until_its_end(
        self, put: Put, now: datetime
    ) -> None:
        product_id = await put(points=500)
        flash = NewPrice(kind=PriceKind.FLASH, points=300, starts_at=now, ends_at=now + HOUR)
        await catalogue.set_price(product_id=product_id, price=flash)
        instants = (
            now - timedelta(seconds=1),
            now,
            now + HOUR - timedelta(seconds=1),
            now + HOUR,
        )
        assert [await price(product_id, Tier.BASIC, at) for at in instants] == [
            500, 300, 300, 500,
        ]  # fmt: skip

    async def test_is_discounted_down_to_the_floor_only(self, put: Put, now: datetime) -> None:
        product_id = await put(points=500, floor_points=450)
        row = NewPrice(kind=PriceKind.CAMPAIGN, points=100)
        await catalogue.set_price(product_id=product_id, price=row)
        assert await price(product_id, Tier.BASIC, now) == 450

    async def test_in_cash_stops_at_the_floor_at_the_anchor(
        self, put: Put, now: datetime
    ) -> None:
        product_id = await put(cash_fen=50_000, pricing=Pricing.MIXED, floor_points=4_500)
        row = NewPrice(kind=PriceKind.CAMPAIGN, cash_fen=10_000)
        await catalogue.set_price(product_id=product_id, price=row)
        found = await catalogue.offer(product_id=product_id, tier=Tier.BASIC, at=now)
        assert (found.unit_points, found.unit_cash_fen) == (None, 45_000)

    async def test_at_the_base_may_lie_below_the_floor(self, put: Put, now: datetime) -> None:
        assert await price(await put(points=500, floor_points=900), Tier.BASIC, now) == 500

    async def test_is_replaced_by_another_of_the_same_kind_and_start(
        self, put: Put, now: datetime
    ) -> None:
        product_id = await put(points=500)
        await catalogue.set_price(product_id=product_id, price=NewPrice(points=700))
        assert await price(product_id, Tier.BASIC, now) == 700

    @pytest.mark.parametrize(
        "row",
        [
            NewPrice(cash_fen=100),
            NewPrice(points=1, cash_fen=100),
            NewPrice(),
            NewPrice(points=1, tier=Tier.GOLD),
        ],
    )
    async def test_must_be_in_the_products_unit(self, put: Put, row: NewPrice) -> None:
        with pytest.raises(InvalidInput):
            await catalogue.set_price(product_id=await put(), price=row)


class TestOffer:
    async def test_tells_the_stock_of_a_limited_product(self, put: Put, now: datetime) -> None:
        found = await catalogue.offer(product_id=await put(stock=3), tier=Tier.BASIC, at=now)
        assert (found.has_stock_row, found.available, found.has_slots) == (True, 3, False)

    async def test_of_the_last_piece_is_still_made_when_it_is_gone(
        self, put: Put, now: datetime
    ) -> None:
        found = await catalogue.offer(product_id=await put(stock=0), tier=Tier.BASIC, at=now)
        assert found.available == 0

    async def test_has_no_stock_when_unlimited(self, put: Put, now: datetime) -> None:
        found = await catalogue.offer(product_id=await put(), tier=Tier.BASIC, at=now)
        assert (found.has_stock_row, found.available) == (False, None)

    @pytest.mark.parametrize("product_id", [0, -1, 999, 2**63])
    async def test_of_an_unknown_product_is_not_found(
        self, put: Put, now: datetime, product_id: int
    ) -> None:
        with pytest.raises(NotFound):
            await catalogue.offer(product_id=product_id, tier=Tier.BASIC, at=now)

    async def test_is_refused_below_the_tier(self, put: Put, now: datetime) -> None:
        product_id = await put(tier_minimum=Tier.PLATINUM)
        with pytest.raises(TierTooLow) as refusal:
            await catalogue.offer(product_id=product_id, tier=Tier.GOLD, at=now)
        assert refusal.value.facts == {"needed": "platinum"}
        assert await price(product_id, Tier.DIAMOND, now) == 500

    async def test_is_refused_outside_the_window(self, put: Put, now: datetime) -> None:
        product_id = await put(opens_at=now, closes_at=now + HOUR)
        assert await price(product_id, Tier.BASIC, now) == 500
        for at in (now - timedelta(seconds=1), now + HOUR):
            with pytest.raises(NotOnSale):
                await price(product_id, Tier.BASIC, at)

    async def test_is_refused_when_retired_or_without_a_price(
        self, put: Put, now: datetime
    ) -> None:
        retired = await put(slug="retired")
        await catalogue.retire(product_id=retired)
        for product_id in (retired, await put(slug="priceless", points=None)):
            with pytest.raises(NotOnSale):
                await price(product_id, Tier.BASIC, now)
