"""Shelves and products as operators keep them, and the page of one product."""

from datetime import datetime, timedelta

import pytest

from app import catalogue
from app.catalogue import (
    AccountKind,
    Delivery,
    Filters,
    NewCategory,
    NewPrice,
    NewSlot,
    SlugTaken,
    StockTooSmall,
)
from app.kit.errors import InvalidInput, NotFound
from app.kit.texts import Text
from app.kit.tiers import Tier

from .conftest import Put


class TestProduct:
    async def test_is_found_by_slug_and_by_id(self, put: Put, now: datetime) -> None:
        product_id = await put()
        by_slug = await catalogue.product(slug="notebook", tier=Tier.BASIC, at=now)
        by_id = await catalogue.product(product_id=product_id, tier=Tier.BASIC, at=now)
        assert by_slug == by_id
        assert by_slug.description.of("en-GB") == "Thread-bound."
        assert by_slug.image == "/static/img/products/notebook.svg"
        assert by_slug.category_name == Text("书桌", "Desk")

    @pytest.mark.parametrize(
        "key", [{"slug": "nothing"}, {"slug": "a\x00b"}, {"product_id": 0}]
    )
    async def test_that_is_not_there_is_not_found(
        self, put: Put, now: datetime, key: dict[str, object]
    ) -> None:
        with pytest.raises(NotFound):
            await catalogue.product(tier=Tier.BASIC, at=now, **key)

    async def test_has_no_page_once_retired_or_closed(self, put: Put, now: datetime) -> None:
        await catalogue.retire(product_id=await put())
        await put(slug="closed", closes_at=now)
        for slug in ("notebook", "closed"):
            with pytest.raises(NotFound):
                await catalogue.product(slug=slug, tier=Tier.BASIC, at=now)
        assert not (await catalogue.browse(filters=Filters(), tier=Tier.BASIC, at=now)).items

    async def test_counts_every_change_in_its_version(self, put: Put, now: datetime) -> None:
        product_id = await put()

        async def version() -> int:
            shown = await catalogue.product(slug="notebook", tier=Tier.BASIC, at=now)
            return shown.version

        before = await version()
        await catalogue.set_price(product_id=product_id, price=NewPrice(points=1))
        await catalogue.set_stock(product_id=product_id, total=9)
        assert await version() == before + 2

    async def test_needs_an_account_to_be_recharged(self, put: Put) -> None:
        with pytest.raises(InvalidInput):
            await put(delivery=Delivery.DIRECT)
        assert await put(delivery=Delivery.DIRECT, account_kind=AccountKind.PHONE)

    async def test_has_a_slug_of_its_own(self, put: Put) -> None:
        await put()
        with pytest.raises(SlugTaken):
            await put()

    async def test_stands_on_a_shelf_that_exists(self, put: Put) -> None:
        with pytest.raises(NotFound):
            await put(category="nowhere")


class TestStock:
    async def test_total_can_grow_and_shrink_to_what_is_taken(
        self, put: Put, now: datetime
    ) -> None:
        product_id = await put(stock=5)
        await catalogue.reserve(
            product_id=product_id, slot_id=None, quantity=3, reference="r:1", now=now
        )
        await catalogue.set_stock(product_id=product_id, total=3)
        with pytest.raises(StockTooSmall):
            await catalogue.set_stock(product_id=product_id, total=2)
        found = await catalogue.offer(product_id=product_id, tier=Tier.BASIC, at=now)
        assert found.available == 0

    async def test_of_a_product_with_slots_is_what_lies_ahead(
        self, put: Put, now: datetime
    ) -> None:
        product_id = await put()
        for days, capacity in ((-1, 50), (1, 3), (2, 4)):
            slot = NewSlot(
                starts_at=now + timedelta(days=days),
                place=Text("馆", "Hall"),
                capacity=capacity,
            )
            await catalogue.add_slot(product_id=product_id, slot=slot)
        found = await catalogue.offer(product_id=product_id, tier=Tier.BASIC, at=now)
        assert (found.available, found.has_slots) == (7, True)
        shown = await catalogue.product(slug="notebook", tier=Tier.BASIC, at=now)
        assert [slot.available for slot in shown.slots] == [3, 4]


class TestCategories:
    async def test_stand_in_their_order(self, put: Put) -> None:
        first = NewCategory(slug="first", name=Text("先", "First"))
        last = NewCategory(slug="last", name=Text("末", "Last"), position=9)
        await catalogue.add_category(category=last)
        await catalogue.add_category(category=first)
        shelves = [shelf.slug for shelf in await catalogue.categories()]
        assert shelves == ["shelf", "first", "last"]
        with pytest.raises(SlugTaken):
            await catalogue.add_category(category=first)
