"""What cash earns is told beforehand and afterwards, with its reason, on both faces."""

from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from app import ledger, members
from app.demo.fake_psp import FakePsp
from app.kit import db
from app.kit.tiers import Tier
from app.operators import Role
from tests.stage import Stage
from tests.web.ops.conftest import Hire, hire  # noqa: F401 - a fixture.
from tests.web.test_sessions import enter

from .conftest import Api, wish
from .test_returns import AT_ONCE, given_back, paid

WHY = {
    "points": 79, "cash_fen": 7_980, "channel": "miniprogram", "channel_bps": 10_000,
    "multipliers": [], "uncapped": 79, "cap": None,
}  # fmt: skip


@pytest.fixture
async def delivered(api: Api, stage: Stage, psp: FakePsp) -> str:
    number = await paid(api, stage)
    stage.clock.turn(30)
    await stage.work()
    return number


@pytest.fixture
async def browser(client: httpx.AsyncClient, api: Api, web: Litestar) -> httpx.AsyncClient:
    web.state.cache.answers.clear()  # What a test before this one saw.
    await enter(client, api.member_id)
    return client


class TestBeforehand:
    async def test_a_quote_tells_how_many_and_why(self, api: Api, stage: Stage) -> None:
        told = (await api.post("/quotes", wish(stage, "scarf"))).json()["data"]
        assert (told["earns"], told["earning"]) == (79, WHY)

    async def test_a_quote_for_points_alone_earns_nothing(self, api: Api, stage: Stage) -> None:
        told = (await api.post("/quotes", wish(stage, "topup-50"))).json()["data"]
        assert (told["earns"], told["earning"]) == (0, None)

    async def test_a_product_s_estimate_is_what_the_quote_says(
        self, api: Api, stage: Stage
    ) -> None:
        product = (await api.get(f"/products/{stage.products['scarf']}")).json()["data"]
        assert product["estimate"]["earning"] == WHY

    async def test_nobody_is_told_what_a_product_costs_us(
        self, api: Api, browser: httpx.AsyncClient, stage: Stage
    ) -> None:
        await db.fetch("UPDATE product SET cost_fen = 12345")
        told = [
            await api.get("/home"), await api.get("/products"),
            await api.get(f"/products/{stage.products['scarf']}"),
            await api.post("/quotes", wish(stage, "scarf")),
            await browser.get("/products/scarf"), await browser.get("/products/scarf/redeem"),
        ]  # fmt: skip
        assert [one.status_code for one in told] == [200, 200, 200, 201, 200, 200]
        assert [one.url for one in told if "12345" in one.text or "cost" in one.text] == []

    @pytest.mark.parametrize(
        ("path", "said"),
        [
            ("/products/scarf?lang=en", "79.8 yuan × 1 = 79"),
            ("/products/scarf?quantity=1&points=100&lang=en", "389 yuan × 1 = 389"),
            ("/products/scarf/redeem?lang=en", "79.8 yuan × 1 = 79"),
            ("/products/scarf?lang=zh-CN", "79.8 元 × 1 = 79"),
        ],
    )
    async def test_pages_say_it_in_words(
        self, browser: httpx.AsyncClient, path: str, said: str
    ) -> None:
        page = (await browser.get(path)).text
        assert said in page
        assert "capped" not in page

    async def test_a_page_names_the_cap_that_cut(self, browser: httpx.AsyncClient) -> None:
        await db.fetch("UPDATE product SET cost_fen = 39000")
        page = (await browser.get("/products/scarf?lang=zh-CN")).text
        assert "79.8 元 × 1 = 79，封顶 27" in page

    async def test_a_page_where_nothing_is_earned_says_nothing(
        self, browser: httpx.AsyncClient
    ) -> None:
        await db.fetch("UPDATE product SET cost_fen = NULL")
        page = (await browser.get("/products/scarf?lang=en")).text
        assert "This earns" not in page
        assert "worked out" not in page


class TestSprint:
    @pytest.fixture(autouse=True)
    async def _ends_soon(self, api: Api, stage: Stage) -> None:
        reached_at = stage.clock.now - timedelta(days=350)
        await members.set_tier(member_id=api.member_id, tier=Tier.GOLD, now=reached_at)

    @pytest.mark.usefixtures("takes_cash")
    async def test_doubles_what_a_program_is_told_and_gets(
        self, api: Api, stage: Stage
    ) -> None:
        told = (await api.post("/quotes", wish(stage, "scarf"))).json()["data"]
        assert (told["earns"], told["earning"]["multipliers"]) == (
            159, [{"name": "sprint", "bps": 20_000}]
        )  # fmt: skip
        placed = await api.post("/redemptions", wish(stage, "scarf", account=AT_ONCE), key="k")
        assert placed.json()["data"]["earning"]["points"] == 159

    @pytest.mark.usefixtures("takes_cash")
    async def test_doubles_what_a_page_says_and_redeems_for(
        self, api: Api, browser: httpx.AsyncClient, stage: Stage
    ) -> None:
        assert "sprint 2 = 159" in (await browser.get("/products/scarf?lang=en")).text
        typed = wish(stage, "scarf", account=AT_ONCE, quantity="1", idempotency_key="K" * 26)
        csrf = {"x-csrftoken": browser.cookies["laurel_csrf"]}
        answer = await browser.post("/redemptions", data=typed, headers=csrf)
        assert answer.status_code == 303
        [listed] = (await api.get("/redemptions")).json()["data"]
        assert listed["earning"]["points"] == 159


class TestAfterwards:
    async def test_a_redemption_tells_what_it_earned(
        self, api: Api, browser: httpx.AsyncClient, stage: Stage, delivered: str
    ) -> None:
        told = (await api.get(f"/redemptions/{delivered}")).json()["data"]
        assert (told["points_earned"], told["earning"]) == (79, WHY)
        [listed] = (await api.get("/redemptions")).json()["data"]
        assert listed["points_earned"] == 79
        page = (await browser.get(f"/redemptions/{delivered}?lang=en")).text
        assert "It earned 79 points." in page
        assert "79.8 yuan × 1 = 79" in page
        await given_back(stage, delivered, 0, 3_990, "x")
        page = (await browser.get(f"/redemptions/{delivered}?lang=en")).text
        assert "The 40 points that this cash had earned were taken back." in page
        told = (await api.get(f"/redemptions/{delivered}")).json()["data"]
        assert told["points_earned"] == 39

    async def test_a_receipt_shows_the_arithmetic_and_what_took_it_back(
        self, api: Api, browser: httpx.AsyncClient, stage: Stage, delivered: str
    ) -> None:
        await given_back(stage, delivered, 0, 3_990, "x")
        taken, earned = (await api.get("/points/postings?limit=2")).json()["data"]
        assert (earned["receipt"]["rule"], earned["receipt"]["cap"]) == ("purchase", None)
        page = (await browser.get(f"/points/postings/{earned['id']}?lang=zh-CN")).text
        assert "79.8 元 × 1 = 79" in page
        page = (await browser.get(f"/points/postings/{taken['id']}?lang=en")).text
        assert "what it had earned goes with it" in page
        assert f'href="/points/postings/{earned["id"]}"' in page
        assert f'href="/redemptions/{delivered}"' in page

    async def test_a_colleague_sees_what_goes_back_with_the_cash(
        self,
        hire: Hire,  # noqa: F811
        delivered: str,
    ) -> None:
        finance = await hire(Role.FINANCE)
        page = (await finance.get(f"/redemptions/{delivered}")).text
        assert "退回现金时一并收回。" in page

    async def test_a_colleague_sees_all_postings_of_it(
        self, api: Api, stage: Stage, delivered: str
    ) -> None:
        await given_back(stage, delivered, 0, 3_990, "x")
        found = await ledger.postings_about(
            member_id=api.member_id, subject=f"redemption:{delivered}"
        )
        assert [one.movement for one in found] == ["hold", "capture", "earn", "claw_back"]
