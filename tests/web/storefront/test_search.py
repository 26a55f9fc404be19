"""The search suggests, narrows, and has something to show when nothing fits."""

import re

import httpx
import pytest

from .test_products import HTMX


class TestSuggestions:
    async def test_are_options_that_lead_to_products(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        told = await client.get("/search/suggest?q=bjb")
        assert told.text.lstrip().startswith('<ul id="suggestions"')
        assert 'data-url="/products/topup-50"' in told.text
        assert told.text.count('role="option"') == min(6, len(shop))

    @pytest.mark.parametrize("query", ["", "?q=", "?q=%20", "?q=zzzz"])
    async def test_are_none_without_a_match(
        self, client: httpx.AsyncClient, shop: dict[str, int], query: str
    ) -> None:
        told = await client.get(f"/search/suggest{query}")
        assert (told.status_code, "option" in told.text) == (200, False)

    async def test_refuse_what_nobody_types(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/search/suggest?q=" + "a" * 61)).status_code == 422


class TestResults:
    async def test_are_counted_over_all_pages(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        told = (await client.get("/products?lang=en")).text
        line = told.split('aria-live="polite">')[1].split("</p>")[0]
        assert line.strip().startswith(f"{len(shop)} things")

    async def test_are_three_near_ones_when_nothing_fits(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        told = (await client.get("/products?q=zzz")).text
        near = told.split('id="near-results"')[1]
        assert near.count('class="card') - near.count('class="card__') == 3
        piece = (await client.get("/products?q=zzz", headers=HTMX)).text
        assert 'id="near-results"' in piece
        assert 'id="near-results"' not in (await client.get("/products")).text

    @pytest.mark.parametrize(
        ("query", "slug"),
        [
            ("kind=physical", "tote-bag"),
            ("pricing=mixed", "scarf"),
            ("kind=experience", "forest"),
        ],
    )
    async def test_are_narrowed_by_kind_and_by_legs(
        self, client: httpx.AsyncClient, shop: dict[str, int], query: str, slug: str
    ) -> None:
        told = (await client.get(f"/products?{query}")).text
        listed = re.findall(
            r'<li id="product-\d+">.*?href="/products/([\w-]+)"', told, re.DOTALL
        )
        assert slug in listed
        assert "topup-50" not in listed
        chip = told.split(f'id="choice-{query.replace("=", "-")}"')[1].split(">")[0]
        assert ('href="/products"' in chip, 'aria-current="true"' in chip) == (True, True)
