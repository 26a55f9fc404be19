"""The demo shop as it stands: thirty products, and five members with a past."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

import suppliers
from app import catalogue, demo, ledger, members
from app.catalogue import Delivery, Filters
from app.kit import db
from app.kit.tiers import Tier
from app.settings import Settings
from tests.conftest import NOW, empty

SETTINGS = Settings(mode="demo", secret="a-secret-for-tests-of-32-characters")
STATIC = Path(__file__).parents[2] / "static"
DRAWN = {path.stem for path in (STATIC / "img/products").glob("*.svg")}
ART = {name for name in DRAWN if "--" not in name}
PROMISED = {
    "topup-50": ("direct", 500, None),
    "topup-100": ("direct", 1000, None),
    "video-month": ("direct", 250, None),
    "gamecard-30": ("card", 300, None),
    "tote-bag": ("shipment", 800, None),
    "salon-ticket": ("booking", 2000, None),
    "scarf": ("shipment", None, 39900),
    "book-set": ("shipment", None, 12000),
    "last-one": ("direct", 100, None),
}


@pytest.fixture(scope="module")
async def shop(_pool: None) -> demo.DemoSummary:
    """One shop for all tests of this file: they only look."""
    await empty()
    return await demo.load(now=NOW, settings=SETTINGS)


async def cards(now: datetime, tier: Tier = Tier.BASIC) -> dict[str, catalogue.ProductCard]:
    page = await catalogue.browse(filters=Filters(), tier=tier, at=now, limit=50)
    return {card.slug: card for card in page.items}


class TestProducts:
    async def test_each_have_a_picture(self, shop: demo.DemoSummary, now: datetime) -> None:
        shown = await cards(now)
        assert set(shown) == ART
        for card in shown.values():
            assert (STATIC.parent / card.image.removeprefix("/")).is_file()

    async def test_show_every_drawing_with_words_of_its_own(
        self, shop: demo.DemoSummary, now: datetime
    ) -> None:
        shown = [await catalogue.product(slug=slug, tier=Tier.DIAMOND, at=now) for slug in ART]
        names = {Path(path).stem for one in shown for path in one.images}
        assert names == DRAWN
        rich = [one for one in shown if len(one.images) >= 3]
        assert len(rich) >= 3
        for one in rich:
            assert len({caption.en for caption in one.captions}) == len(one.images)
            assert one.title not in one.captions

    async def test_cover_every_delivery_that_is_possible(
        self, shop: demo.DemoSummary, now: datetime
    ) -> None:
        kinds = {card.delivery for card in (await cards(now)).values()}
        assert kinds == set(Delivery) - {Delivery.PARTNER}

    @pytest.mark.parametrize("tier", Tier)
    async def test_that_are_promised_cost_what_was_promised(
        self, shop: demo.DemoSummary, now: datetime, tier: Tier
    ) -> None:
        shown = await cards(now, tier)
        found = {
            slug: (shown[slug].delivery, shown[slug].points, shown[slug].cash_fen)
            for slug in PROMISED
        }
        assert found == PROMISED
        assert not any(shown[slug].is_locked for slug in PROMISED)

    async def test_are_written_in_both_languages(
        self, shop: demo.DemoSummary, now: datetime
    ) -> None:
        for slug in await cards(now):
            shown = await catalogue.product(slug=slug, tier=Tier.DIAMOND, at=now)
            for text in (shown.title, shown.summary, shown.description):
                assert text.zh.strip()
                assert text.en.strip()
                assert not any("一" <= sign <= "鿿" for sign in text.en)
            assert "使用规则" in shown.description.zh
            assert "How it works" in shown.description.en

    async def test_that_are_booked_have_slots_ahead(
        self, shop: demo.DemoSummary, now: datetime
    ) -> None:
        for slug, card in (await cards(now)).items():
            shown = await catalogue.product(slug=slug, tier=Tier.DIAMOND, at=now)
            assert bool(shown.slots) == (card.delivery == "booking")
            assert all(slot.starts_at > now + timedelta(days=2) for slot in shown.slots)

    async def test_show_flash_prices_locks_and_bands(
        self, shop: demo.DemoSummary, now: datetime
    ) -> None:
        shown = await cards(now)
        assert (shown["candle"].points, shown["candle"].list_points) == (1280, 1680)
        assert shown["wine-evening"].is_locked
        assert shown["last-one"].stock_band == "low"
        assert not shown["desk-lamp"].is_open(now)
        later = await cards(now + timedelta(hours=73))
        assert later["candle"].points == 1680
        assert later["desk-lamp"].is_open(now + timedelta(hours=73))

    async def test_that_are_cards_have_a_code_for_each_piece(
        self, shop: demo.DemoSummary
    ) -> None:
        rows = await db.fetch(
            "SELECT product.slug, stock.available, (SELECT count(*) FROM card_code"
            " WHERE product_slug = product.slug) AS codes FROM product"
            " LEFT JOIN stock ON stock.product = product.id WHERE delivery = 'card'"
        )
        assert len(rows) == 3
        assert all(row["codes"] == row["available"] > 0 for row in rows)

    async def test_that_are_recharged_are_offered_by_both_suppliers(
        self, shop: demo.DemoSummary, now: datetime
    ) -> None:
        environ = {"LAUREL_FAKE_SECRET": "s" * 32}
        configs = suppliers.registry.read(demo.SUPPLIERS, environ=environ)
        shown = (await cards(now)).items()
        direct = {slug for slug, card in shown if card.delivery == "direct"}
        assert [config.priority for config in configs] == [1, 2]
        for config in configs:
            assert {offer.product for offer in config.offers} == direct


class TestMembers:
    async def test_have_points_of_different_age(
        self, shop: demo.DemoSummary, now: datetime
    ) -> None:
        found = {}
        for person in shop.members:
            member = await members.find_by_phone(phone=person.phone)
            assert member is not None
            assert member.tier == person.tier
            balance = await ledger.balance(member_id=member.id, at=now)
            found[member.tier] = balance.available
            until = [
                one.expires_at - now for one in await ledger.lots(member_id=member.id, at=now)
            ]
            assert any(left < timedelta(days=30) for left in until)
            assert any(timedelta(days=30) < left < timedelta(days=90) for left in until)
            assert len(until) > 10
        assert found == {
            Tier.BASIC: 5_000,
            Tier.SILVER: 12_000,
            Tier.GOLD: 36_000,
            Tier.PLATINUM: 88_000,
            Tier.DIAMOND: 200_000,
        }

    async def test_can_read_how_their_points_came_about(
        self, shop: demo.DemoSummary, now: datetime
    ) -> None:
        row = await db.fetch_one(
            "SELECT member_id, id FROM posting WHERE channel = 'third_party' ORDER BY id"
        )
        assert row is not None
        shown = await ledger.posting(member_id=row["member_id"], posting_id=row["id"])
        assert shown.receipt.arithmetic == "598 × 0.8 = 478"
