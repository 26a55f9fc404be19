"""What is typed finds what is meant: in pinyin, by first letters, and nearly."""

from datetime import datetime

import pytest

from app import catalogue
from app.catalogue import Delivery, Filters, Layer, Matter, Pricing
from app.kit import pinyin
from app.kit.texts import Text
from app.kit.tiers import Tier

from .conftest import Put

PENCILS = Text("胡桃木铅笔筒", "Walnut pencil cup")
WEIBO = Text("微博会员月卡", "A month of news")


async def found(now: datetime, **filters: object) -> list[str]:
    page = await catalogue.browse(filters=Filters(**filters), tier=Tier.BASIC, at=now)
    return [card.slug for card in page.items]


@pytest.fixture
async def two(put: Put) -> None:
    await put(slug="pencils", title=PENCILS)
    await put(slug="weibo", title=WEIBO, delivery=Delivery.DIRECT, account_kind="account")


class TestPinyin:
    @pytest.mark.parametrize("q", ["qbt", "qianbitong", "QianBi", "hutao tong", "铅笔", "htm"])
    async def test_finds(self, two: None, now: datetime, q: str) -> None:
        assert await found(now, q=q) == ["pencils"]

    @pytest.mark.parametrize("q", ["weibo", "huiyuan", "wbhy", "yk"])
    async def test_finds_a_membership(self, two: None, now: datetime, q: str) -> None:
        assert await found(now, q=q) == ["weibo"]

    @pytest.mark.parametrize("q", ["ianbi", "eibo", "ong", "qbt weibo"])
    async def test_begins_with_a_syllable(self, two: None, now: datetime, q: str) -> None:
        assert await found(now, q=q) == []

    def test_leaves_out_what_is_not_chinese(self) -> None:
        assert pinyin.keys("VIP 12") == ""
        assert pinyin.keys("女 VIP") == " nv n"

    def test_ends_somewhere(self) -> None:
        assert max(map(len, pinyin.keys("长" * 120).split())) == pinyin.LONGEST


class TestNearest:
    async def near(self, now: datetime, **filters: object) -> list[str]:
        wanted = Filters(**filters)
        cards = await catalogue.nearest(filters=wanted, tier=Tier.BASIC, at=now, most=1)
        return [one.slug for one in cards]

    @pytest.mark.parametrize(
        ("filters", "slug"),
        [
            ({"q": "铅笔盒"}, "pencils"),
            ({"q": "weibbo"}, "weibo"),
            ({"q": "qianbihe"}, "pencils"),
            ({"kind": Matter.DIGITAL, "layer": Layer.DREAM}, "weibo"),
            ({"delivery": Delivery.SHIPMENT, "layer": Layer.DREAM}, "pencils"),
        ],
    )
    async def test_fulfils_most_wishes(
        self, two: None, now: datetime, filters: dict[str, object], slug: str
    ) -> None:
        assert await self.near(now, **filters) == [slug]

    async def test_is_else_what_is_redeemed_most(
        self, two: None, put: Put, now: datetime
    ) -> None:
        await put(slug="loved", popularity=99)
        await put(slug="gone", popularity=100, stock=0)
        assert await self.near(now, q="zzz") == ["loved"]


class TestKinds:
    async def test_follow_from_the_way_of_delivery(self, two: None, now: datetime) -> None:
        assert await found(now, kind=Matter.PHYSICAL) == ["pencils"]
        assert await found(now, kind=Matter.DIGITAL) == ["weibo"]
        assert await found(now, kind=Matter.DIGITAL, delivery=Delivery.SHIPMENT) == []

    async def test_the_legs_narrow_too(self, two: None, put: Put, now: datetime) -> None:
        await put(slug="scarf", cash_fen=39_900, pricing=Pricing.MIXED)
        assert await found(now, pricing=Pricing.MIXED) == ["scarf"]

    async def test_nearly_is_within_a_fifth(self, put: Put, now: datetime) -> None:
        for points in (1_000, 1_001, 1_200, 1_201):
            await put(slug=f"of-{points}", points=points)
        assert await found(now, nearly=1_000) == ["of-1001", "of-1200"]

    async def test_counts_every_page(self, put: Put, now: datetime) -> None:
        for one in range(5):
            await put(slug=f"one-{one}")
        first = await catalogue.browse(filters=Filters(), tier=Tier.BASIC, at=now, limit=2)
        second = await catalogue.browse(
            filters=Filters(), tier=Tier.BASIC, at=now, limit=2, cursor=first.next_cursor
        )
        assert (first.total, second.total, len(second.items)) == (5, 5, 2)
