"""The ladder and the goal: from real prices, and each member's own."""

import re

import httpx
from litestar import Litestar

from app import catalogue, members
from app.catalogue import NewPrice, PriceKind
from app.kit.tiers import Tier


class TestTiers:
    async def test_says_what_each_tier_pays(
        self, inside: httpx.AsyncClient, shop: dict[str, int], web: Litestar
    ) -> None:
        await catalogue.set_price(
            product_id=shop["topup-50"],
            price=NewPrice(kind=PriceKind.TIER, tier=Tier.PLATINUM, points=450),
        )
        web.state.cache.answers.clear()
        page = (await inside.get("/tiers")).text
        rungs = page.split('class="rung"')
        assert "/products/topup-50" in rungs[4]  # Platinum.
        assert "450" in rungs[4]
        assert all("/products/topup-50" not in rungs[n] for n in (1, 2, 3, 5))
        assert page.count("rung__mine") == 1
        table = page.split("<tbody>")[1].split("</tbody>")[0].split("<tr")[1:]
        figures = [re.findall(r'table__num">([\d,]+)<', row) for row in table]
        assert [row[3] for row in figures] == ["0", "0", "0", "1", "0"]
        shown = (await inside.get("/products/topup-50")).text
        prices = shown.split('id="tier-prices"')[1].split("</ul>")[0]
        assert ("500" in prices, "450" in prices) == (True, True)

    async def test_a_stranger_may_look(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        told = await client.get("/tiers")
        assert (told.status_code, told.text.count('class="rung"')) == (200, 5)
        assert "rung__mine" not in told.text


class TestGoal:
    async def test_stands_on_the_home_page_with_what_is_missing(
        self, inside: httpx.AsyncClient, rich: int, shop: dict[str, int]
    ) -> None:
        await catalogue.set_price(product_id=shop["topup-50"], price=NewPrice(points=6_000))
        assert (await inside.post("/products/topup-50/goal")).status_code == 303
        assert (await members.member(rich)).goal_product_id == shop["topup-50"]
        home = (await inside.get("/")).text
        assert 'id="dream"' in home
        assert re.search(r'max="6000"\s+value="5000"', home)
        await inside.post("/products/video-month/goal/removal")  # An old page of another.
        assert 'id="dream"' in (await inside.get("/")).text
        await inside.post("/products/topup-50/goal/removal")
        assert 'id="dream"' not in (await inside.get("/")).text

    async def test_is_something_for_points(self, inside: httpx.AsyncClient) -> None:
        assert (await inside.post("/products/scarf/goal")).status_code == 422
        assert (await inside.post("/products/nothing/goal")).status_code == 404

    async def test_that_was_retired_is_not_shown(
        self, inside: httpx.AsyncClient, rich: int
    ) -> None:
        await members.choose_goal(member_id=rich, product_id=999)
        told = await inside.get("/")
        assert (told.status_code, 'id="dream"' in told.text) == (200, False)
