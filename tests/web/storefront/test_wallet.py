"""The wallet: what expires when, and a statement that can be narrowed."""

import httpx
import pytest


class TestExpiry:
    async def test_shows_every_lot_under_its_month(self, inside: httpx.AsyncClient) -> None:
        page = (await inside.get("/points/expiry")).text
        assert page.count('id="month-') == 1
        assert "5,000" in page

    async def test_is_for_members_only(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/points/expiry")).status_code in (302, 303, 401)


class TestStatement:
    @pytest.mark.parametrize(
        ("query", "lines"),
        [
            ("", 1),
            ("?channel=web", 1),
            ("?channel=store", 0),
            ("?channel=nowhere", 1),
            ("?month=2001-01", 0),
            ("?month=0001-01", 1),
            ("?month=2001-13", 1),
            ("?month=9999-12", 1),
            ("?kind=spent", 0),
        ],
    )
    async def test_can_be_narrowed(
        self, inside: httpx.AsyncClient, query: str, lines: int
    ) -> None:
        page = (await inside.get(f"/points{query}")).text
        assert page.count('class="entry"') == lines

    async def test_carries_its_filters_along(self, inside: httpx.AsyncClient) -> None:
        page = (await inside.get("/points?channel=store&month=2026-01")).text
        assert 'href="/points?kind=spent&amp;channel=store&amp;month=2026-01"' in page
