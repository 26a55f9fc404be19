"""Redeeming in one tap: for who has switched it on, once, and what has changed asks again."""

import re
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar

from app import catalogue, members
from app.catalogue import NewPrice
from app.kit import db

Form = dict[str, Any]
HERE = "/products/topup-50"
HTMX = {"hx-request": "true", "hx-request-type": "partial", "hx-target": "div#sheet"}
EXPRESS = 'data-action="express"'


@pytest.fixture(autouse=True)
def undone(web: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is redeemed can be undone for ten seconds."""
    settings = msgspec.structs.replace(web.state.settings, undo_seconds=10)
    monkeypatch.setitem(web.state._state, "settings", settings)


@pytest.fixture
async def quick(inside: httpx.AsyncClient, rich: int, topup: Form) -> httpx.AsyncClient:
    """A member who redeemed once before, and then switched it on."""
    await inside.post("/redemptions", data=topup)
    await members.set_preferences(member_id=rich, is_express=True)
    return inside


def tap_of(page: str) -> Form:
    """What the button of a page sends."""
    form = page.split('<form class="express"')[1].split("</form>")[0]
    fields = re.findall(r'<input type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', form)
    return {name: value for name, value in fields if not name.startswith("_csrf")}


async def shown(inside: httpx.AsyncClient, web: Litestar, url: str = HERE) -> str:
    web.state.cache.answers.clear()
    told = await inside.get(url)
    assert told.status_code == 200
    return told.text


async def placed() -> list[int]:
    return [
        row["points"] for row in await db.fetch("SELECT points FROM redemption ORDER BY id")
    ]


class TestButton:
    async def test_says_the_points_the_account_and_that_it_can_be_undone(
        self, quick: httpx.AsyncClient, web: Litestar
    ) -> None:
        page = await shown(quick, web)
        bar = page.split('id="product-actions"')[1].split('id="facts"')[0]
        assert "一键兑换 500 积分" in bar
        assert "138****0101" in bar
        assert "10 秒内可撤销" in bar
        assert "更多方式" in bar
        assert bar.count("btn--primary") == 1
        assert "13800000101" not in page

    async def test_is_for_nobody_who_has_not_switched_it_on(
        self, quick: httpx.AsyncClient, web: Litestar, rich: int
    ) -> None:
        assert EXPRESS in await shown(quick, web)
        await members.set_preferences(member_id=rich, is_express=False)
        page = await shown(quick, web)
        assert EXPRESS not in page
        assert "兑换 500 积分" in page

    @pytest.mark.parametrize("size", ["m", "elder"])
    async def test_stands_in_the_large_version_by_choice_alone(
        self, quick: httpx.AsyncClient, web: Litestar, rich: int, size: str
    ) -> None:
        await members.set_preferences(
            member_id=rich, text_size=members.TextSize(size), is_express=False
        )
        assert EXPRESS not in await shown(quick, web)
        await members.set_preferences(member_id=rich, is_express=True)
        assert EXPRESS in await shown(quick, web)

    @pytest.mark.parametrize(
        ("slug", "is_there"),
        [
            ("gamecard-30", True),
            ("coffee", True),
            ("last-one", True),
            ("tote-bag", False),
            ("forest", False),
            ("scarf", False),
        ],
    )
    async def test_is_for_small_digital_things_alone(
        self, quick: httpx.AsyncClient, web: Litestar, slug: str, is_there: bool
    ) -> None:
        assert (EXPRESS in await shown(quick, web, f"/products/{slug}")) is is_there

    @pytest.mark.parametrize(
        "changed",
        [
            "redemption SET account_sealed = NULL, account_masked = NULL",
            "product SET account_kind = 'email'",
            "product SET limit_per_member = 1",
            "product SET tier_minimum = 'diamond'",
        ],
    )
    async def test_needs_an_account_of_its_kind_and_all_else_that_redeeming_needs(
        self, quick: httpx.AsyncClient, web: Litestar, changed: str
    ) -> None:
        await db.fetch(f"UPDATE {changed}")
        assert EXPRESS not in await shown(quick, web)

    @pytest.mark.parametrize("changed", [{"express_points_cap": 499}, {"undo_seconds": 0}])
    async def test_stays_below_the_cap_and_never_where_nothing_can_be_undone(
        self,
        quick: httpx.AsyncClient,
        web: Litestar,
        monkeypatch: pytest.MonkeyPatch,
        changed: dict[str, int],
    ) -> None:
        settings = msgspec.structs.replace(web.state.settings, **changed)
        monkeypatch.setitem(web.state._state, "settings", settings)
        assert EXPRESS not in await shown(quick, web)

    async def test_gives_way_to_a_number_of_pieces_in_the_address(
        self, quick: httpx.AsyncClient, web: Litestar
    ) -> None:
        assert EXPRESS not in await shown(quick, web, f"{HERE}?quantity=2")


class TestTap:
    async def test_redeems_and_leads_to_where_it_can_be_undone(
        self, quick: httpx.AsyncClient, web: Litestar
    ) -> None:
        told = await quick.post("/redemptions", data=tap_of(await shown(quick, web)))
        assert told.status_code == 303
        page = (await quick.get(told.headers["location"])).text
        assert 'class="undo"' in page
        assert "138****0101" in page
        assert await placed() == [500, 500]

    async def test_counts_once_however_often_it_is_sent(
        self, quick: httpx.AsyncClient, web: Litestar, rich: int
    ) -> None:
        tap = tap_of(await shown(quick, web))
        first = await quick.post("/redemptions", data=tap, headers=HTMX)
        await members.set_preferences(member_id=rich, is_express=False)
        second = await quick.post("/redemptions", data=tap, headers=HTMX)
        assert first.headers["hx-redirect"] == second.headers["hx-redirect"]
        assert await placed() == [500, 500]

    async def test_another_page_tapped_a_moment_later_asks(
        self, quick: httpx.AsyncClient, web: Litestar
    ) -> None:
        first, second = [tap_of(await shown(quick, web)) for _ in range(2)]
        await quick.post("/redemptions", data=first)
        told = await quick.post("/redemptions", data=second, headers=HTMX)
        assert told.status_code == 409
        assert 'data-code="express_again"' in told.text
        assert "10 分钟" in told.text
        assert f'value="{second["idempotency_key"]}"' in told.text
        assert await placed() == [500, 500]
        assert EXPRESS not in await shown(quick, web)

    async def test_needs_our_own_page(self, quick: httpx.AsyncClient, web: Litestar) -> None:
        tap = tap_of(await shown(quick, web))
        del quick.headers["x-csrftoken"]
        assert (await quick.post("/redemptions", data=tap)).status_code == 403
        assert await placed() == [500]


class TestStale:
    @pytest.fixture
    async def tap(self, quick: httpx.AsyncClient, web: Litestar) -> Form:
        """The button of a page that is about to be out of date."""
        return tap_of(await shown(quick, web))

    async def sheet(
        self, quick: httpx.AsyncClient, tap: Form, *, status: int, code: str
    ) -> str:
        """The sheet, and the same as a page without JavaScript; nothing is redeemed."""
        page = await quick.post("/redemptions", data=tap)
        told = await quick.post("/redemptions", data=tap, headers=HTMX)
        assert (page.status_code, told.status_code) == (status, status)
        assert told.text.lstrip().startswith('<dialog class="sheet"')
        for one in (page.text, told.text):
            assert code in one
            assert f'value="{tap["idempotency_key"]}"' in one
            assert 'name="express"' not in one
        assert await placed() == [500]
        return told.text

    async def test_a_new_price_stands_beside_the_old_one(
        self, quick: httpx.AsyncClient, tap: Form, shop: dict[str, int]
    ) -> None:
        await db.fetch("DELETE FROM price WHERE product = $1", shop["topup-50"])
        await catalogue.set_price(product_id=shop["topup-50"], price=NewPrice(points=450))
        told = await self.sheet(quick, tap, status=409, code='id="price-change"')
        was, now = told.split('id="price-change"')[1].split("</dl>")[0].split("</s>")
        assert ("500" in was, "450" in now) == (True, True)

    async def test_switched_off_meanwhile_asks_with_the_account_filled_in(
        self, quick: httpx.AsyncClient, tap: Form, rich: int
    ) -> None:
        await members.set_preferences(member_id=rich, is_express=False)
        told = await self.sheet(quick, tap, status=409, code="一键兑换已关闭")
        assert "138****0101" in told
        assert f'value="{tap["account_from"]}" checked' in told

    async def test_what_the_sheet_then_sends_is_one_redemption(
        self, quick: httpx.AsyncClient, tap: Form, rich: int
    ) -> None:
        await members.set_preferences(member_id=rich, is_express=False)
        told = await self.sheet(quick, tap, status=409, code="一键兑换已关闭")
        names = ("product_id", "quote_id", "quoted", "shown", "idempotency_key")
        given = {
            one: told.split(f'name="{one}"')[1].split('value="')[1].split('"')[0]
            for one in names
        }
        given["account_from"] = tap["account_from"]
        answers = [await quick.post("/redemptions", data=given) for _ in range(2)]
        answers.append(await quick.post("/redemptions", data=tap))
        assert len({one.headers["location"] for one in answers}) == 1
        assert await placed() == [500, 500]

    async def test_a_lower_cap_says_how_much_one_tap_may_give(
        self,
        quick: httpx.AsyncClient,
        web: Litestar,
        tap: Form,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        settings = msgspec.structs.replace(web.state.settings, express_points_cap=499)
        monkeypatch.setitem(web.state._state, "settings", settings)
        await self.sheet(quick, tap, status=409, code="499 积分以内")

    async def test_more_pieces_are_confirmed(self, quick: httpx.AsyncClient, tap: Form) -> None:
        wanted = tap | {"quantity": "3"}
        told = await self.sheet(quick, wanted, status=409, code="一键兑换限单件")
        assert "1,500" in told

    async def test_an_account_that_is_gone_is_asked_for(
        self, quick: httpx.AsyncClient, tap: Form
    ) -> None:
        await db.fetch("UPDATE redemption SET account_sealed = NULL, account_masked = NULL")
        await self.sheet(quick, tap, status=422, code='id="error-account"')

    async def test_too_few_points_by_now_says_how_many(
        self, quick: httpx.AsyncClient, tap: Form, topup: Form
    ) -> None:
        for quantity in ("5", "4"):
            spent = topup | {"quantity": quantity, "idempotency_key": quantity}
            assert (await quick.post("/redemptions", data=spent)).status_code == 303
        told = await quick.post("/redemptions", data=tap, headers=HTMX)
        assert told.status_code == 422
        assert "还差 500 积分" in told.text
        assert await placed() == [500, 2_500, 2_000]


class TestSwitch:
    async def test_is_turned_on_and_off_where_a_member_lives(
        self, inside: httpx.AsyncClient, rich: int
    ) -> None:
        page = (await inside.get("/me")).text
        assert re.search(r'name="is_express"\s+value="false" checked', page)
        assert "1,000 积分以内" in page
        for value, is_on in (("true", True), ("false", False)):
            told = await inside.post("/me/preferences", data={"is_express": value})
            assert told.status_code == 303
            assert (await members.member(rich)).is_express is is_on
            page = (await inside.get("/me")).text
            assert re.search(rf'name="is_express"\s+value="{value}" checked', page)

    async def test_stays_as_it_is_where_nobody_speaks_of_it(
        self, inside: httpx.AsyncClient, rich: int
    ) -> None:
        await members.set_preferences(member_id=rich, is_express=True)
        await inside.post("/me/preferences", data={"language": "en"})
        assert (await members.member(rich)).is_express

    async def test_is_not_offered_where_one_tap_may_give_nothing(
        self, inside: httpx.AsyncClient, web: Litestar, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings = msgspec.structs.replace(web.state.settings, express_points_cap=0)
        monkeypatch.setitem(web.state._state, "settings", settings)
        assert 'name="is_express"' not in (await inside.get("/me")).text
