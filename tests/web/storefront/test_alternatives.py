"""What a product's page offers beside the product: others, a goal, and both prices."""

import re

import httpx
import pytest

from app import catalogue
from app.catalogue import NewPrice
from app.kit import db

from .conftest import Form
from .test_products import HTMX


def beside(page: str) -> list[str]:
    """The ids of what stands beside a product."""
    return re.findall(r'<li id="similar-(\d+)">', page)


class TestSimilar:
    async def test_are_of_the_shop_without_itself(
        self, inside: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        await catalogue.set_stock(product_id=shop["last-one"], total=0)
        told = beside((await inside.get("/products/topup-50")).text)
        assert len(told) == 4
        assert not {str(shop["topup-50"]), str(shop["last-one"])} & set(told)

    @pytest.mark.parametrize("slug", ["last-one", "forest"])
    async def test_take_its_place_when_it_cannot_be_had(
        self, inside: httpx.AsyncClient, shop: dict[str, int], slug: str
    ) -> None:
        await catalogue.set_stock(product_id=shop[slug], total=0)
        told = (await inside.get(f"/products/{slug}?lang=en")).text
        assert (len(beside(told)), "In its place" in told) == (3, True)
        assert 'id="similar"' in told


class TestGoal:
    async def test_is_the_second_thing_to_do_when_points_are_short(
        self, inside: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        await catalogue.set_price(product_id=shop["topup-50"], price=NewPrice(points=6_000))
        await inside.post("/products/topup-50/goal")
        told = (await inside.get("/products/topup-50")).text
        bar = told.split('id="product-actions"')[1].split('class="facts"')[0]
        assert bar.count('action="/products/topup-50/goal/removal"') == 1
        assert told.count('id="goal"') == told.count('id="goal-progress"') == 1

    async def test_may_be_what_is_sold_out(
        self, inside: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        await catalogue.set_stock(product_id=shop["last-one"], total=0)
        told = (await inside.get("/products/last-one")).text
        assert told.count('action="/products/last-one/goal"') == 1


class TestStranger:
    async def test_may_work_out_a_choice(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        told = (await client.get("/products/topup-50?quantity=3&lang=en")).text
        told = told.split('id="sum"')[1].split("</output>")[0]
        assert ("1,500" in told, "Left afterwards" in told) == (True, False)
        piece = await client.get("/products/scarf/quote?quantity=1&points=100", headers=HTMX)
        assert (piece.status_code, "389.00" in piece.text) == (200, True)

    @pytest.mark.parametrize("query", ["quantity=99", "quantity=1&points=99999", "quantity=x"])
    async def test_is_told_what_cannot_be(
        self, client: httpx.AsyncClient, shop: dict[str, int], query: str
    ) -> None:
        told = await client.get(f"/products/scarf/quote?{query}", headers=HTMX)
        assert (told.status_code, "data-code" in told.text) == (422, True)


class TestPrices:
    async def test_of_the_market_stands_where_it_is_known(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        await db.fetch("UPDATE product SET face_fen = 5000 WHERE slug = 'topup-50'")
        assert "Market price ¥50.00" in (await client.get("/products/topup-50?lang=en")).text
        assert "Market price" not in (await client.get("/products/tote-bag?lang=en")).text

    async def test_old_and_new_stand_side_by_side(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        typed = topup | {"quantity": "3", "quoted": "1:", "shown": "500:0"}
        told = await inside.post("/redemptions", data=typed)
        change = told.text.split('id="price-change"')[1].split("</dl>")[0]
        assert told.status_code == 409
        assert ("<s>" in change, ">500<" in change, ">1,500<" in change) == (True, True, True)

    @pytest.mark.parametrize("shown", ["", "1500:0", "<b>:x", "5" * 30])
    async def test_stand_there_only_when_they_differ(
        self, inside: httpx.AsyncClient, topup: Form, shown: str
    ) -> None:
        typed = topup | {"quantity": "3", "quoted": "1:", "shown": shown}
        told = await inside.post("/redemptions", data=typed)
        assert (told.status_code, 'id="price-change"' in told.text) == (409, False)
