"""The list keeps its filters in the address; a product says the one thing to do next."""

from datetime import datetime
from typing import Any

import httpx
import msgspec
import pytest

from app import catalogue
from app.catalogue import NewPrice, PriceKind
from app.kit import db
from tests.catalogue.conftest import PLAIN
from tests.web.conftest import eve
from tests.web.test_sessions import enter

HTMX = {"hx-request": "true", "hx-request-type": "partial"}


class Counter:
    """Counts what the pool is asked."""

    def __init__(self) -> None:
        self.seen = 0

    def __call__(self, _query: Any) -> None:
        self.seen += 1


class TestList:
    async def test_narrows_by_the_address(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        told = (await client.get("/products?delivery=shipment")).text
        assert "/products/tote-bag" in told
        assert "/products/topup-50" not in told

    async def test_answers_htmx_with_the_results_and_a_clean_address(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        told = await client.get("/products?q=&delivery=card&sort=featured", headers=HTMX)
        assert told.text.lstrip().startswith('<div class="stack results"')
        assert told.headers["hx-push-url"] == "/products?delivery=card"

    async def test_says_what_to_do_when_nothing_fits(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        told = await client.get("/products?q=zzz")
        assert told.status_code == 200
        assert 'id="empty"' in told.text

    @pytest.mark.parametrize("query", ["layer=nonsense", "affordable=many", "cursor=%21"])
    async def test_refuses_what_cannot_be_read(
        self, client: httpx.AsyncClient, shop: dict[str, int], query: str
    ) -> None:
        assert (await client.get(f"/products?{query}")).status_code == 422

    async def test_leads_to_the_next_page(
        self, client: httpx.AsyncClient, shop: dict[str, int], now: datetime
    ) -> None:
        for one in range(20):
            product = msgspec.structs.replace(PLAIN, slug=f"notebook-{one}")
            product_id = await catalogue.add_product(product=product, now=now)
            await catalogue.set_price(product_id=product_id, price=NewPrice(points=60))
        first = (await client.get("/products")).text
        assert 'rel="next"' in first
        url = first.split('rel="next"')[1].split('href="')[1].split('"')[0]
        second = (await client.get(url.replace("&amp;", "&"))).text
        assert second.count('class="card"') == len(shop)

    async def test_asks_the_database_little_for_a_member(
        self, inside: httpx.AsyncClient
    ) -> None:
        """Session, member and balance; what all of a tier see alike was asked just now."""
        await inside.get("/products")
        counted = Counter()
        pool = db.engine.pool
        assert pool is not None
        connections = [holder._con for holder in pool._holders if holder._con is not None]
        for one in connections:
            one.add_query_logger(counted)
        await inside.get("/products")
        for one in connections:
            one.remove_query_logger(counted)
        assert 0 < counted.seen <= 3

    async def test_gives_members_of_one_tier_their_own_points(
        self, inside: httpx.AsyncClient, now: datetime
    ) -> None:
        first = (await inside.get("/products")).text
        await enter(inside, await eve(now))
        second = (await inside.get("/products")).text
        assert (">5,000<" in first, "affordable=5000" in first) == (True, True)
        assert (">5,000<" in second, "affordable=5000" in second) == (False, False)
        assert "affordable=0" in second
        assert f'"X-CSRFToken":"{inside.cookies["laurel_csrf"]}"' in second
        assert inside.cookies["laurel_csrf"] not in first

    async def test_draws_another_card_when_the_price_changes(
        self, client: httpx.AsyncClient, shop: dict[str, int], web: Any
    ) -> None:
        assert ">500<" in (await client.get("/products")).text
        await catalogue.set_price(
            product_id=shop["topup-50"],
            price=NewPrice(kind=PriceKind.FLASH, points=444),
        )
        web.state.cache.answers.clear()
        web.state.pages.pages.clear()
        assert ">444<" in (await client.get("/products")).text


class TestProduct:
    async def test_sends_a_stranger_to_sign_in_and_back(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        told = (await client.get("/products/topup-50")).text
        assert 'href="/sign-in?next=/products/topup-50"' in told
        assert "_csrf_token" not in told

    async def test_lets_a_member_redeem(self, inside: httpx.AsyncClient) -> None:
        told = (await inside.get("/products/topup-50")).text
        assert 'data-action="redeem"' in told
        assert 'id="calculator"' in told

    async def test_says_how_much_is_missing(
        self, inside: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        await db.fetch("UPDATE price SET points = 5120 WHERE product = $1", shop["topup-50"])
        told = (await inside.get("/products/topup-50")).text
        assert "120" in told.split('id="product-actions"')[1].split("</div>")[1]
        assert 'data-action="redeem"' not in told

    async def test_says_when_it_is_sold_out(
        self, inside: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        await catalogue.set_stock(product_id=shop["last-one"], total=0)
        told = (await inside.get("/products/last-one")).text
        assert 'data-action="redeem"' not in told
        assert "已兑完" in told

    async def test_keeps_a_higher_tier_s_in_view(
        self, inside: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        await db.fetch(
            "UPDATE product SET tier_minimum = 'diamond' WHERE id = $1", shop["topup-50"]
        )
        told = (await inside.get("/products/topup-50")).text
        assert "/tiers#tier-" in told
        assert 'data-action="redeem"' not in told

    async def test_works_out_a_choice_without_javascript(
        self, inside: httpx.AsyncClient
    ) -> None:
        told = (await inside.get("/products/topup-50?quantity=3")).text
        assert "1,500" in told.split('id="sum"')[1].split("</output>")[0]

    async def test_works_out_a_choice_as_a_piece(self, inside: httpx.AsyncClient) -> None:
        told = await inside.get("/products/scarf/quote?quantity=1&points=100", headers=HTMX)
        assert told.text.lstrip().startswith("<output")
        assert "389.00" in told.text

    async def test_keeps_nothing_while_working_out(self, inside: httpx.AsyncClient) -> None:
        for path in ("/products/scarf/quote?quantity=2", "/products/scarf?quantity=2"):
            assert (await inside.get(path)).status_code == 200
        assert await db.fetch("SELECT id FROM quote") == []

    async def test_offers_no_more_points_than_there_are(
        self, inside: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        await db.fetch("UPDATE price SET cash_fen = 99900 WHERE product = $1", shop["scarf"])
        told = (await inside.get("/products/scarf/quote?quantity=1", headers=HTMX)).text
        assert 'data-most="5000"' in told

    async def test_says_why_a_choice_cannot_be_had(self, inside: httpx.AsyncClient) -> None:
        told = await inside.get("/products/scarf/quote?quantity=1&points=99999", headers=HTMX)
        assert told.status_code == 422
        assert told.text.lstrip().startswith("<output")
        assert 'data-code="points_share_too_high"' in told.text
        assert 'data-most="3192"' in told.text
        page = await inside.get("/products/scarf?quantity=999")
        assert page.status_code == 200
        assert '<dl class="summary" hidden>' in page.text

    async def test_says_when_points_may_pay_more(
        self, inside: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        await db.fetch("UPDATE price SET cash_fen = 24200 WHERE product = $1", shop["scarf"])
        told = (await inside.get("/products/scarf?lang=en")).text
        assert "¥58.00 more, and points may pay 80%." in told
        await inside.get("/products/scarf?lang=zh-CN")
        more = (await inside.get("/products/scarf/quote?quantity=2", headers=HTMX)).text
        assert "80%" not in more

    @pytest.mark.parametrize(
        ("slug", "said"), [("topup-50", "it is redeemed"), ("scarf", "it is paid")]
    )
    async def test_says_from_when_the_promise_counts(
        self, inside: httpx.AsyncClient, slug: str, said: str
    ) -> None:
        told = (await inside.get(f"/products/{slug}?lang=en")).text
        assert f"from the moment {said}." in told

    @pytest.mark.parametrize(("points", "has_bar"), [(500, False), (5_001, True)])
    async def test_draws_a_bar_only_for_a_goal_out_of_reach(
        self, inside: httpx.AsyncClient, shop: dict[str, int], points: int, has_bar: bool
    ) -> None:
        await db.fetch(
            "UPDATE price SET points = $2 WHERE product = $1", shop["topup-50"], points
        )
        await db.fetch("UPDATE member SET goal_product_id = $1", shop["topup-50"])
        told = (await inside.get("/products/topup-50?lang=en")).text
        assert ("<progress" in told) is has_bar
        assert ("Within reach: your points are enough." in told) is not has_bar

    async def test_shows_all_pictures_with_their_words(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        first, second = "/static/img/products/tote-bag.svg", "/static/img/products/scarf.svg"
        await catalogue.set_pictures(product_id=shop["tote-bag"], images=(first, second))
        await db.fetch(
            "UPDATE product SET captions = $2::jsonb, model = $3 WHERE id = $1",
            shop["tote-bag"],
            '{"/static/img/products/scarf.svg": {"zh": "红巾", "en": "Red silk"}}',
            "/static/models/tote-bag.glb",
        )
        told = (await client.get("/products/tote-bag?lang=en")).text
        assert 'alt="Red silk"' in told
        assert 'href="#picture-2"' in told
        assert 'data-glb="/static/models/tote-bag.glb?v=' in told

    async def test_leaves_out_a_model_that_is_not_here(
        self, client: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        await db.fetch("UPDATE product SET model = '/static/models/gone.glb'")
        assert "data-glb" not in (await client.get("/products/tote-bag")).text

    async def test_is_not_found_under_another_name(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/products/nothing")).status_code == 404
