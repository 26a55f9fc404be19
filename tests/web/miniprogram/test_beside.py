"""What a product's screen tells beside the product: others, a goal, every tier's price."""

from typing import Any

import pytest
from litestar import Litestar

from app import catalogue
from app.catalogue import NewPrice, PriceKind
from app.kit.tiers import Tier
from app.web import page_cache
from tests.stage import Stage
from tests.web.storefront.test_reads import asked  # noqa: F401 - a fixture.

from .conftest import Api

WHO_IS_ASKING = 2  # By token: the member and the balance.


@pytest.fixture(autouse=True)
def _forget(web: Litestar) -> None:
    """Let no test see the window of the one before."""
    web.state.cache.answers.clear()


async def screen(api: Api, slug: str) -> dict[str, Any]:
    answer = await api.get(f"/products/{slug}")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()["data"]
    return told


class TestSimilar:
    async def test_are_the_cards_of_the_page(self, api: Api) -> None:
        told = await screen(api, "topup-50")
        page = (await api.client.get("/products/topup-50")).text
        beside = page[page.index('id="similar"') :]
        slugs = [one["slug"] for one in told["similar"]]
        assert len(slugs) == 4
        assert "topup-50" not in slugs
        places = [beside.index(f'href="/products/{slug}"') for slug in slugs]
        assert places == sorted(places)
        assert all("summary" not in one and "price_text" in one for one in told["similar"])

    async def test_are_three_in_place_of_what_is_gone(self, api: Api, stage: Stage) -> None:
        await catalogue.set_stock(product_id=stage.products["topup-50"], total=0)
        told = await screen(api, "topup-50")
        assert (told["action"]["kind"], len(told["similar"])) == ("sold_out", 3)
        assert all(one["stock_band"] != "out" for one in told["similar"])


class TestGoal:
    async def test_is_told_on_its_own_screen_only(self, api: Api, stage: Stage) -> None:
        await api.put("/me/goal", {"product_id": str(stage.products["tote-bag"])})
        goal = (await screen(api, "tote-bag"))["goal"]
        assert (goal["points"], goal["has"], goal["missing"]) == (800, 800, 0)
        assert (await screen(api, "topup-50"))["goal"] is None


class TestTierPrices:
    async def test_are_told_where_they_differ(self, api: Api, stage: Stage) -> None:
        assert (await screen(api, "tote-bag"))["tier_prices"] == []
        await catalogue.set_price(
            product_id=stage.products["tote-bag"],
            price=NewPrice(kind=PriceKind.TIER, tier=Tier.GOLD, points=700),
        )
        told = await screen(api, "tote-bag")
        assert [(one["tier"], one["points"]) for one in told["tier_prices"]] == [
            ("basic", 800), ("gold", 700)
        ]  # fmt: skip


async def test_it_asks_the_database_as_seldom_as_the_page(
    api: Api,
    web: Litestar,
    asked: list[str],  # noqa: F811
) -> None:
    web.state.cache.seconds = 60  # However slow the machine is.
    try:
        for most in (2, 1):  # The product and the shop's window; the window is kept.
            asked.clear()
            await screen(api, "topup-50")
            assert 0 < len(asked) - WHO_IS_ASKING <= most, asked
    finally:
        web.state.cache.seconds = page_cache.SECONDS
