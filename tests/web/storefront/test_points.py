"""A statement adds up, and a receipt shows how."""

from datetime import UTC, datetime
from typing import Any

import httpx

from app.ledger import Expiring
from app.web.storefront.statement import days


class TestStatement:
    async def test_shows_each_movement_with_its_balance(
        self, inside: httpx.AsyncClient, topup: dict[str, Any]
    ) -> None:
        await inside.post("/redemptions", data=topup)
        told = (await inside.get("/points")).text
        assert "+5,000" in told
        assert "−500" in told
        assert 'href="/redemptions/1"' in told
        assert "4,500" in told

    async def test_is_narrowed_by_its_address(
        self, inside: httpx.AsyncClient, topup: dict[str, Any]
    ) -> None:
        await inside.post("/redemptions", data=topup)
        told = (await inside.get("/points?kind=earned")).text
        assert "+5,000" in told
        assert "−500" not in told

    async def test_opens_a_receipt(self, inside: httpx.AsyncClient) -> None:
        told = (await inside.get("/points/postings/1")).text
        assert "5000 × 1 = 5000" in told

    async def test_keeps_a_receipt_from_others(self, inside: httpx.AsyncClient) -> None:
        assert (await inside.get("/points/postings/999")).status_code == 404


def test_days_are_those_of_the_brand_s_zone() -> None:
    """The evening of a day in UTC is the next day in Shanghai; each day stands alone."""
    late = datetime(2026, 11, 30, 20, 0, tzinfo=UTC)
    same = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
    other = datetime(2026, 12, 30, 4, 0, tzinfo=UTC)
    lots = [Expiring(10, late), Expiring(20, same), Expiring(15, other)]
    found = days(lots, "Asia/Shanghai")
    assert [(one.name, one.points, one.height) for one in found] == [
        ("2026-12-01", 30, 30),
        ("2026-12-30", 15, 15),
    ]
