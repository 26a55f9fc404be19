"""The home page and the home of the mini-program say the same of one member."""

import re
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar

from app import catalogue, members
from app.catalogue import NewCategory, NewPrice
from app.kit import clock, db
from app.kit.texts import Text
from tests.catalogue.conftest import PLAIN

from .conftest import Form

Faces = tuple[str, dict[str, Any]]


class Twins:
    """A member at both faces."""

    def __init__(self, browser: httpx.AsyncClient, web: Litestar, access_token: str) -> None:
        self.browser = browser
        self.web = web
        self.headers = {"authorization": f"Bearer {access_token}"}

    async def home(self) -> Faces:
        """The page, and what the program is told, of this moment."""
        self.web.state.cache.answers.clear()
        page = await self.browser.get("/")
        told = await self.browser.get("/api/v1/home", headers=self.headers)
        assert (page.status_code, told.status_code) == (200, 200)
        return page.text, told.json()["data"]

    async def ask(self, method: str, body: Any = None) -> httpx.Response:
        return await self.browser.request(
            method, "/api/v1/me/goal", headers=self.headers, json=body
        )


@pytest.fixture
async def twins(inside: httpx.AsyncClient, web: Litestar, rich: int) -> Twins:
    tokens = await members.open_tokens(member_id=rich, now=clock.now())
    return Twins(inside, web, tokens.access_token)


def drawn(page: str, place: str) -> list[str]:
    """The ids of the cards of one row."""
    return re.findall(rf'<li id="{place}-(\d+)">', page)


def ids(cards: list[dict[str, Any]]) -> list[str]:
    return [str(one["id"]) for one in cards]


async def add(slug: str, points: int, **changes: Any) -> int:
    product = msgspec.structs.replace(PLAIN, slug=slug, **changes)
    product_id = await catalogue.add_product(product=product, now=clock.now())
    await catalogue.set_price(product_id=product_id, price=NewPrice(points=points))
    return product_id


class TestReach:
    async def test_is_the_same_in_the_same_order(self, twins: Twins) -> None:
        dear = await add("dear", 4_900)
        near = await add("near", 5_001)
        further = await add("further", 6_000)
        await add("too-far", 6_001)
        page, told = await twins.home()
        assert drawn(page, "now")[0] == str(dear)
        assert drawn(page, "near") == [str(near), str(further)]
        assert ids(told["affordable"]) == drawn(page, "now")[:6]
        assert ids(told["nearly"]) == drawn(page, "near")

    async def test_is_chosen_only_for_who_allows_it(self, twins: Twins) -> None:
        await add("near", 5_500)
        await db.fetch("UPDATE member SET is_personalised = false")
        page, told = await twins.home()
        assert (drawn(page, "now"), drawn(page, "near")) == ([], [])
        assert (told["affordable"], told["nearly"]) == ([], [])

    async def test_is_what_can_be_had_now(self, twins: Twins) -> None:
        soon = clock.now() + timedelta(days=1)
        await add("soon", 4_900, opens_at=soon)
        gone = await add("gone", 4_800)
        await catalogue.set_stock(product_id=gone, total=0)
        page, told = await twins.home()
        assert "/products/soon" not in page.split('id="shelf-of-now"')[1].split("</section>")[0]
        assert not {"soon", "gone"} & {one["slug"] for one in told["affordable"]}

    async def test_says_why_and_leads_to_all_of_it(self, twins: Twins) -> None:
        near = await add("near", 5_500)
        await add("too-far", 6_001)
        page, _ = await twins.home()
        shelf = page.split('id="shelf-of-near"')[1].split("</section>")[0]
        assert "/me/privacy#consents" in shelf
        url = shelf.split('class="more"')[1].split('href="')[1].split('"')[0]
        there = (await twins.browser.get(url.replace("&amp;", "&"))).text
        assert drawn(there, "product") == [str(near)]
        chip = there.split('id="choice-nearly-5000"')[1].split(">")[0]
        assert ('aria-current="true"' in chip, "nearly" in chip.split("hx-get")[0]) == (
            True,
            False,
        )

    async def test_goes_beyond_the_first_fifty(self, twins: Twins) -> None:
        for one in range(55):
            await add(f"one-{one}", 100)
        name = Text("压轴", "Last")
        await catalogue.add_category(category=NewCategory(slug="last", name=name, position=9))
        last = await add("last", 4_990, category="last", position=9_999)
        page, told = await twins.home()
        assert drawn(page, "now")[0] == ids(told["affordable"])[0] == str(last)
        assert 'id="shelf-of-last"' in page
        rungs = (await twins.browser.get("/tiers?lang=en")).text.split('class="rung"')
        row = await db.fetch_one("SELECT count(*) AS n FROM product WHERE tier_minimum='basic'")
        assert row
        assert row["n"] > 56
        assert f"{row['n']} things are open" in rungs[1]


@pytest.mark.tampers(why="a redemption is handed to a person without a case")
@pytest.mark.parametrize("state", ["placed", "delivering", "attention", "awaiting_payment"])
async def test_what_is_on_the_way_stands_on_both(twins: Twins, topup: Form, state: str) -> None:
    placed = await twins.browser.post("/redemptions", data=topup)
    here = placed.headers["location"]
    pay_by = clock.now() + timedelta(minutes=5)
    await db.fetch("UPDATE redemption SET state = $1, pay_by = $2", state, pay_by)
    page, told = await twins.home()
    strip = page.split('id="on-the-way"')[1].split("</section>")[0]
    assert f'href="{here}"' in strip
    assert "data-deadline" in strip or state == "attention"
    assert [one["state"] for one in told["on_the_way"]] == [state]
    assert here in (await twins.browser.get("/redemptions?tab=open")).text


@pytest.mark.tampers(why="a redemption ends without an end")
@pytest.mark.parametrize("state", ["delivered", "refunding", "refunded", "cancelled"])
async def test_what_is_over_stands_on_neither(twins: Twins, topup: Form, state: str) -> None:
    await twins.browser.post("/redemptions", data=topup)
    await db.fetch("UPDATE redemption SET state = $1", state)
    page, told = await twins.home()
    assert ('id="on-the-way"' in page, told["on_the_way"]) == (False, [])


class TestGoal:
    async def test_is_chosen_and_taken_back(self, twins: Twins, shop: dict[str, int]) -> None:
        dream = await add("dream", 8_000)
        chosen = await twins.ask("PUT", {"product_id": str(dream)})
        told = {"product_id": str(dream), "points": 8_000, "has": 5_000, "missing": 3_000}
        assert (chosen.status_code, chosen.json()["data"]) == (200, told)
        page, home = await twins.home()
        product = home["goal"].pop("product")
        assert ('id="dream"' in page, home["goal"]) == (True, told)
        assert (product["slug"], product["points"]) == ("dream", 8_000)
        assert [(await twins.ask("DELETE")).status_code for _ in range(2)] == [204, 204]
        page, home = await twins.home()
        assert ('id="dream"' in page, home["goal"]) == (False, None)

    @pytest.mark.parametrize(("slug", "status"), [("scarf", 422), ("nothing", 404)])
    async def test_is_something_for_points(
        self, twins: Twins, shop: dict[str, int], slug: str, status: int
    ) -> None:
        product_id = str(shop.get(slug, 999))
        assert (await twins.ask("PUT", {"product_id": product_id})).status_code == status
