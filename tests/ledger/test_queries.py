"""Statement, receipt and lots: each shown to their member only."""

from datetime import datetime, timedelta

import pytest

from app import ledger
from app.kit.errors import InvalidInput, NotFound
from tests.ledger.conftest import Give


class TestStatement:
    async def test_goes_page_by_page(self, give: Give) -> None:
        for _ in range(5):
            await give(10)
        seen, cursor = [], None
        for _ in range(3):
            page = await ledger.statement(1, limit=2, cursor=cursor)
            seen.append([each.id for each in page.items])
            cursor = page.next_cursor
        assert (seen, cursor) == ([[5, 4], [3, 2], [1]], None)

    async def test_shows_nobody_else(self, give: Give) -> None:
        await give(10, member_id=2)
        assert (await ledger.statement(1)).items == []

    async def test_filters(self, give: Give, now: datetime) -> None:
        await give(10, channel="wechat")
        await give(10, now=now + timedelta(hours=1))
        await ledger.hold(member_id=1, points=5, purpose="p", now=now + timedelta(hours=2))
        filters = {
            ledger.Filters(movements=(ledger.Movement.HOLD,)): [3],
            ledger.Filters(channel="wechat"): [1],
            ledger.Filters(since=now + timedelta(hours=1)): [3, 2],
            ledger.Filters(until=now + timedelta(hours=1)): [1],
        }
        for wanted, ids in filters.items():
            page = await ledger.statement(1, filters=wanted)
            assert [each.id for each in page.items] == ids

    async def test_refuses_a_broken_cursor(self, database: None) -> None:
        with pytest.raises(InvalidInput):
            await ledger.statement(1, cursor="!")


class TestPosting:
    async def test_carries_its_receipt(self, give: Give) -> None:
        receipt = ledger.Receipt(
            rule="article", version=3, inputs={"yuan": 128}, arithmetic="128 × 0.8", cap=250
        )
        posted = await give(102, receipt=receipt)
        assert (await ledger.posting(1, posted.id)).receipt == receipt

    async def test_is_not_shown_to_another_member(self, give: Give) -> None:
        posted = await give(10)
        with pytest.raises(NotFound):
            await ledger.posting(2, posted.id)

    @pytest.mark.parametrize(
        ("reference", "redemption_id"),
        [("redemption:7", 7), ("redemption:7:refund:1", 7), ("earn:redemption:8", 8),
         ("preredemption:7", None), ("redemption:x", None)],
    )  # fmt: skip
    async def test_names_its_redemption(
        self, give: Give, reference: str, redemption_id: int | None
    ) -> None:
        posted = await give(10, reference=reference)
        assert posted.redemption_id == redemption_id


class TestPostingsFor:
    async def test_lists_what_one_reference_did(self, give: Give, now: datetime) -> None:
        await give(100)
        held = await ledger.hold(member_id=1, points=60, purpose="p", now=now)
        await ledger.capture(hold_id=held.id, now=now)
        assert [each.movement for each in await ledger.postings_for("p")] == ["hold", "capture"]


class TestBalance:
    async def test_of_a_stranger_is_nothing(self, database: None, now: datetime) -> None:
        assert await ledger.balance(404, now) == ledger.Balance(available=0)
