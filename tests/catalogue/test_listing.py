"""The list: filters, orders, pages and words."""

from datetime import datetime, timedelta

import pytest

from app import catalogue
from app.catalogue import (
    Delivery,
    Filters,
    Layer,
    NewPrice,
    PriceKind,
    Pricing,
    ProductCard,
    Sort,
)
from app.kit.errors import InvalidInput
from app.kit.texts import Text
from app.kit.tiers import Tier

from .conftest import Put


async def found(now: datetime, tier: Tier = Tier.BASIC, **filters: object) -> list[str]:
    page = await catalogue.browse(filters=Filters(**filters), tier=tier, at=now)
    return [card.slug for card in page.items]


async def only(now: datetime, tier: Tier = Tier.BASIC) -> ProductCard:
    (card,) = (await catalogue.browse(filters=Filters(), tier=tier, at=now)).items
    return card


class TestFilters:
    @pytest.mark.parametrize(
        "filters",
        [
            {"layer": Layer.DREAM},
            {"delivery": Delivery.BOOKING},
            {"category": "shelf", "layer": Layer.DREAM},
            {"q": "sALON"},
            {"q": "沙龙 外滩"},
        ],
    )
    async def test_narrow_the_list(
        self, put: Put, now: datetime, filters: dict[str, object]
    ) -> None:
        await put()
        await put(
            slug="salon",
            layer=Layer.DREAM,
            delivery=Delivery.BOOKING,
            title=Text("文学沙龙", "Literary salon"),
            summary=Text("外滩的一夜。", "A night on the Bund."),
        )
        assert await found(now, **filters) == ["salon"]

    @pytest.mark.parametrize(
        "q", ["%", "_", "\\", "'", "a%b", "100_", "{}", "$1", "沙龙 notebook"]
    )
    async def test_take_every_sign_literally(self, put: Put, now: datetime, q: str) -> None:
        await put()
        assert await found(now, q=q) == []

    async def test_find_a_sign_that_is_there(self, put: Put, now: datetime) -> None:
        await put(slug="cotton", summary=Text("100% 棉", "100% cotton_"))
        assert await found(now, q="100% _") == ["cotton"]

    async def test_affordable_counts_todays_price_and_the_tier(
        self, put: Put, now: datetime
    ) -> None:
        await put(slug="cheap", points=300)
        await put(slug="dear", points=500)
        await put(slug="locked", points=10, tier_minimum=Tier.DIAMOND)
        await put(slug="cash", cash_fen=100, pricing=Pricing.MIXED)
        flash = await put(slug="flash", points=900)
        row = NewPrice(kind=PriceKind.FLASH, points=300, ends_at=now + timedelta(hours=1))
        await catalogue.set_price(product_id=flash, price=row)
        assert await found(now, affordable=300) == ["cheap", "flash"]

    async def test_in_stock_hides_what_is_gone(self, put: Put, now: datetime) -> None:
        await put(slug="gone", stock=0)
        await put(slug="unlimited")
        await put(slug="there", stock=1)
        assert await found(now, in_stock=True) == ["unlimited", "there"]

    async def test_are_read_from_a_query_string(self) -> None:
        given = {"layer": "core", "affordable": "500", "q": " ", "in_stock": "1", "page": "7"}
        assert catalogue.read_filters(given) == Filters(
            layer=Layer.CORE, affordable=500, in_stock=True
        )

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("layer", "luxury"),
            ("delivery", "pigeon"),
            ("affordable", "-1"),
            ("affordable", "1.5"),
            ("affordable", str(2**70)),
            ("sort", "random"),
            ("in_stock", "perhaps"),
            ("q", "x" * 61),
            ("q", "a\x00b"),
            ("category", "a\x00b"),
        ],
    )
    async def test_name_the_field_that_cannot_be_read(self, field: str, value: str) -> None:
        with pytest.raises(InvalidInput) as refusal:
            catalogue.read_filters({field: value})
        assert refusal.value.facts["field"] == field

    async def test_are_checked_however_they_were_made(self, put: Put, now: datetime) -> None:
        with pytest.raises(InvalidInput):
            await found(now, q="a\x00b")


class TestPages:
    @pytest.fixture
    async def seven(self, put: Put) -> None:
        for number, (points, popularity) in enumerate(
            [(300, 5), (100, 9), (300, 1), (200, 9), (900, 2), (100, 7), (500, 5)]
        ):
            await put(
                slug=f"p{number}", points=points, popularity=popularity, position=number // 3
            )

    @pytest.mark.parametrize(
        ("sort", "order"),
        [
            (Sort.FEATURED, "0123456"),
            (Sort.NEWEST, "6543210"),
            (Sort.CHEAPEST, "1530264"),
            (Sort.DEAREST, "4602315"),
            (Sort.POPULAR, "1350642"),
        ],
    )
    @pytest.mark.parametrize("limit", [1, 2, 3, 7])
    async def test_show_each_product_once_in_order(
        self, seven: None, now: datetime, sort: Sort, order: str, limit: int
    ) -> None:
        seen: list[str] = []
        cursor: str | None = None
        for _ in range(8):
            page = await catalogue.browse(
                filters=Filters(sort=sort), tier=Tier.BASIC, at=now, cursor=cursor, limit=limit
            )
            seen += [card.slug for card in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert seen == [f"p{number}" for number in order]

    async def test_cannot_be_continued_in_another_order(
        self, seven: None, now: datetime
    ) -> None:
        page = await catalogue.browse(filters=Filters(), tier=Tier.BASIC, at=now, limit=2)
        with pytest.raises(InvalidInput):
            await catalogue.browse(
                filters=Filters(sort=Sort.NEWEST),
                tier=Tier.BASIC,
                at=now,
                cursor=page.next_cursor,
            )

    @pytest.mark.parametrize("cursor", ["x", "月", "bnVsbA", "W10", "a" * 5000])
    async def test_refuse_a_made_up_cursor(self, put: Put, now: datetime, cursor: str) -> None:
        with pytest.raises(InvalidInput):
            await catalogue.browse(filters=Filters(), tier=Tier.BASIC, at=now, cursor=cursor)


class TestCard:
    async def test_shows_the_list_price_beside_a_lower_one(
        self, put: Put, now: datetime
    ) -> None:
        product_id = await put(points=500)
        assert (await only(now)).list_points is None
        row = NewPrice(kind=PriceKind.TIER, tier=Tier.GOLD, points=400)
        await catalogue.set_price(product_id=product_id, price=row)
        card = await only(now, Tier.GOLD)
        assert (card.points, card.list_points) == (400, 500)

    async def test_of_a_higher_tier_is_shown_locked(self, put: Put, now: datetime) -> None:
        await put(tier_minimum=Tier.GOLD)
        assert (await only(now)).is_locked
        assert not (await only(now, Tier.GOLD)).is_locked

    @pytest.mark.parametrize(
        ("stock", "band"), [(None, None), (0, "out"), (1, "low"), (5, "low"), (6, "plenty")]
    )
    async def test_tells_a_band_and_not_the_number(
        self, put: Put, now: datetime, stock: int | None, band: str | None
    ) -> None:
        await put(stock=stock)
        assert (await only(now)).stock_band == band

    async def test_may_be_the_key_of_a_cache(self, put: Put, now: datetime) -> None:
        await put()
        assert hash(await only(now)) == hash(await only(now))
