"""Stock is taken once, ended once, and never goes below nothing."""

import asyncio
from datetime import datetime, timedelta

import pytest

from app import catalogue
from app.catalogue import NewSlot, NotOnSale, SoldOut
from app.kit import db
from app.kit.errors import InvalidInput
from app.kit.texts import Text

from .conftest import Put

pytestmark = pytest.mark.usefixtures("invariants")


async def counters(product_id: int) -> tuple[int, int, int]:
    row = await db.fetch_one(
        "SELECT sum(available) a, sum(reserved) r, sum(sold) s FROM stock WHERE product = $1",
        product_id,
    )
    assert row is not None
    return int(row["a"]), int(row["r"]), int(row["s"])


async def take(product_id: int, buyer: int, now: datetime, slot_id: int | None = None) -> bool:
    return await catalogue.reserve(
        product_id=product_id, slot_id=slot_id, quantity=1, reference=f"r:{buyer}", now=now
    )


class TestReserve:
    @pytest.mark.parametrize(("pieces", "buyers"), [(1, 200), (50, 200)])
    async def test_never_sells_more_than_there_is(
        self, put: Put, now: datetime, pieces: int, buyers: int
    ) -> None:
        product_id = await put(stock=pieces)
        answers = await asyncio.gather(
            *(take(product_id, buyer, now) for buyer in range(buyers)), return_exceptions=True
        )
        assert answers.count(True) == pieces
        assert sum(isinstance(one, SoldOut) for one in answers) == buyers - pieces
        assert await counters(product_id) == (0, pieces, 0)

    async def test_takes_all_that_was_asked_for_or_nothing(
        self, put: Put, now: datetime
    ) -> None:
        product_id = await put(stock=2)
        with pytest.raises(SoldOut) as refusal:
            await catalogue.reserve(
                product_id=product_id, slot_id=None, quantity=3, reference="r:1", now=now
            )
        assert refusal.value.facts == {"available": 2}
        assert await counters(product_id) == (2, 0, 0)

    async def test_is_not_needed_for_an_unlimited_product(
        self, put: Put, now: datetime
    ) -> None:
        product_id = await put()
        assert await take(product_id, 1, now) is False
        assert await catalogue.commit_stock(reference="r:1", now=now) is False

    async def test_is_undone_with_the_transaction(self, put: Put, now: datetime) -> None:
        product_id = await put(stock=1)
        with pytest.raises(RuntimeError):
            async with db.transaction():
                await take(product_id, 1, now)
                raise RuntimeError
        assert await counters(product_id) == (1, 0, 0)


class TestSlots:
    @pytest.fixture
    async def evening(self, put: Put, now: datetime) -> tuple[int, int]:
        product_id = await put()
        slot = NewSlot(
            starts_at=now + timedelta(days=3), place=Text("外滩", "The Bund"), capacity=1
        )
        return product_id, await catalogue.add_slot(product_id=product_id, slot=slot)

    async def test_each_have_stock_of_their_own(
        self, evening: tuple[int, int], now: datetime
    ) -> None:
        product_id, slot_id = evening
        later = NewSlot(
            starts_at=now + timedelta(days=9), place=Text("外滩", "The Bund"), capacity=1
        )
        later_id = await catalogue.add_slot(product_id=product_id, slot=later)
        assert await take(product_id, 1, now, slot_id)
        with pytest.raises(SoldOut):
            await take(product_id, 2, now, slot_id)
        assert await take(product_id, 3, now, later_id)

    async def test_must_be_named(self, evening: tuple[int, int], now: datetime) -> None:
        with pytest.raises(InvalidInput):
            await take(evening[0], 1, now)

    async def test_must_belong_to_the_product(
        self, evening: tuple[int, int], put: Put, now: datetime
    ) -> None:
        other = await put(slug="other")
        with pytest.raises(InvalidInput):
            await take(other, 1, now, evening[1])

    async def test_cannot_be_booked_once_begun(
        self, evening: tuple[int, int], now: datetime
    ) -> None:
        with pytest.raises(NotOnSale):
            await take(evening[0], 1, now + timedelta(days=3), evening[1])

    async def test_sold_out_ones_are_marked_and_past_ones_gone(
        self, evening: tuple[int, int], now: datetime
    ) -> None:
        product_id, slot_id = evening
        await take(product_id, 1, now, slot_id)
        (shown,) = await catalogue.slots(product_id=product_id, at=now)
        assert shown.stock_band == "out"
        assert await catalogue.slots(product_id=product_id, at=shown.starts_at) == ()


class TestEnding:
    async def test_committed_pieces_are_sold(self, put: Put, now: datetime) -> None:
        product_id = await put(stock=5)
        await take(product_id, 1, now)
        assert await catalogue.commit_stock(reference="r:1", now=now)
        assert await counters(product_id) == (4, 0, 1)

    async def test_released_pieces_can_be_sold_again(self, put: Put, now: datetime) -> None:
        product_id = await put(stock=1)
        await take(product_id, 1, now)
        assert await catalogue.release_stock(reference="r:1", now=now)
        assert await take(product_id, 2, now)

    async def test_happens_once_however_many_try(self, put: Put, now: datetime) -> None:
        product_id = await put(stock=10)
        for buyer in range(10):
            await take(product_id, buyer, now)
        ends = (catalogue.commit_stock, catalogue.release_stock) * 4
        answers = await asyncio.gather(
            *(end(reference=f"r:{buyer}", now=now) for buyer in range(10) for end in ends)
        )
        assert answers.count(True) == 10
        available, reserved, sold = await counters(product_id)
        assert (available + sold, reserved) == (10, 0)

    async def test_of_something_never_reserved_changes_nothing(
        self, put: Put, now: datetime
    ) -> None:
        product_id = await put(stock=1)
        assert await catalogue.release_stock(reference="r:9", now=now) is False
        assert await counters(product_id) == (1, 0, 0)
