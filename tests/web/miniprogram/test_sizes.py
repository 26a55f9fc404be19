"""On the demo's data: a card is small, and so is every screen's first call."""

from datetime import datetime
from typing import Any

import httpx
import msgspec
import pytest

from app import catalogue, demo, members
from app.kit import db
from app.settings import Settings

LARGEST_ITEM = 1_500
LARGEST_CARD = 850
LARGEST_ANSWER = 30_000
SETTINGS = Settings(mode="demo", secret="a-secret-for-tests-of-32-characters")
SCREENS = (
    "/home", "/home?fields=card", "/products", "/products?fields=card&limit=50",
    "/products/scarf", "/points/postings?limit=50", "/redemptions?limit=50", "/me/overview",
    "/config",
)  # fmt: skip


@pytest.fixture(params=["zh-CN", "en"])
async def shop(
    client: httpx.AsyncClient, now: datetime, request: pytest.FixtureRequest
) -> httpx.AsyncClient:
    """The demo's diamond member, before all that the demo has, in either language."""
    await demo.load(now=now, settings=SETTINGS)
    diamond = await members.find_by_phone("13800000005")
    assert diamond is not None
    tokens = await members.open_tokens(member_id=diamond.id, now=now)
    client.headers["authorization"] = f"Bearer {tokens.access_token}"
    client.headers["accept-language"] = request.param
    return client


async def listed(shop: httpx.AsyncClient, query: str) -> list[dict[str, Any]]:
    answer = await shop.get(f"/api/v1/products?limit=50&{query}")
    found: list[dict[str, Any]] = answer.json()["data"]
    assert len(found) == 30
    return found


class TestSizes:
    async def test_of_answers_are_small(self, shop: httpx.AsyncClient) -> None:
        for path in SCREENS:
            answer = await shop.get(f"/api/v1{path}")
            assert answer.status_code == 200, path
            assert len(answer.content) <= LARGEST_ANSWER, path

    @pytest.mark.parametrize(
        ("fields", "most"), [("full", LARGEST_ITEM), ("card", LARGEST_CARD)]
    )
    async def test_of_items_are_small(
        self, shop: httpx.AsyncClient, fields: str, most: int
    ) -> None:
        await show_photographs()
        for one in await listed(shop, f"fields={fields}"):
            assert len(msgspec.json.encode(one)) <= most, one["slug"]


class TestFields:
    async def test_of_a_card_are_some_of_all(self, shop: httpx.AsyncClient) -> None:
        whole, cards = await listed(shop, "fields=full"), await listed(shop, "fields=card")
        assert whole == await listed(shop, "sort=featured")
        for one, card in zip(whole, cards, strict=True):
            picture = card.pop("picture")
            assert card == {name: one[name] for name in card}
            assert picture["src"].items() < one["picture"]["src"].items()
            assert picture["w"] == max(map(int, picture["src"])) == 750

    async def test_of_the_first_screen_are_as_few(self, shop: httpx.AsyncClient) -> None:
        told = (await shop.get("/api/v1/home?fields=card")).json()["data"]
        shown = [*told["affordable"], *told["nearly"]]
        shown += [one for shelf in told["shelves"] for one in shelf["products"]]
        assert shown
        assert all("summary" not in one and "price_text" in one for one in shown)

    async def test_that_are_none_of_ours_are_refused(self, shop: httpx.AsyncClient) -> None:
        answer = await shop.get("/api/v1/products?fields=everything")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")


async def show_photographs() -> None:
    """Give every product a picture with the longest address there is."""
    for row in await db.fetch("SELECT id FROM product"):
        path = f"/pictures/{'f' * 20}-{'f' * 6}/1125.jpg"
        await catalogue.set_pictures(product_id=row["id"], images=(path,))
