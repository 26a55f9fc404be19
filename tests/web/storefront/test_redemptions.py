"""Redeeming is done once, refused honestly, and seen by its member alone."""

from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar

from app import payments
from app.kit import clock, db
from tests.payments.keys import mall_keys
from tests.web.conftest import eve
from tests.web.test_sessions import enter

Form = dict[str, Any]
FORM = "/products/topup-50/redeem"
HTMX = {"hx-request": "true", "hx-request-type": "partial", "hx-target": "form#redeem-form"}


async def redeem(inside: httpx.AsyncClient, form: Form) -> str:
    told = await inside.post("/redemptions", data=form)
    assert told.status_code == 303, told.text
    return told.headers["location"]


async def count() -> int:
    row = await db.fetch_one("SELECT count(*) AS n FROM redemption")
    assert row
    return int(row["n"])


class TestRedeem:
    async def test_gives_each_form_a_key_and_a_price(self, inside: httpx.AsyncClient) -> None:
        first, second = [
            (await inside.get("/products/topup-50/redeem")).text.split(
                'name="idempotency_key"'
            )[1]
            for _ in range(2)
        ]
        assert first[:60] != second[:60]

    async def test_leads_to_the_redemption(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        told = (await inside.get(await redeem(inside, topup))).text
        assert 'data-state="placed"' in told
        assert "138****0101" in told
        assert "13800000101" not in told
        assert "4,500" in told

    async def test_happens_once_under_its_key(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        assert await redeem(inside, topup) == await redeem(inside, topup)
        assert await count() == 1

    async def test_needs_a_key(self, inside: httpx.AsyncClient, topup: Form) -> None:
        told = await inside.post("/redemptions", data=topup | {"idempotency_key": ""})
        assert (told.status_code, await count()) == (400, 0)

    @pytest.mark.parametrize(
        ("changed", "status", "beside"),
        [
            ({"account": "1380"}, 422, "error-account"),
            ({"quantity": "0"}, 422, "error-quantity"),
            ({"quantity": "six"}, 422, "error-quantity"),
            ({"quantity": "11111111111111111111"}, 422, "error-quantity"),
        ],
    )
    async def test_refuses_beside_the_field_with_what_was_written(
        self, inside: httpx.AsyncClient, topup: Form, changed: Form, status: int, beside: str
    ) -> None:
        told = await inside.post("/redemptions", data=topup | changed)
        assert told.status_code == status
        assert f'id="{beside}"' in told.text
        assert topup["idempotency_key"] in told.text
        for value in changed.values():
            assert f'value="{value}"' in told.text
        assert await count() == 0

    async def test_says_how_many_points_are_missing(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        await db.fetch("UPDATE price SET points = 5120 WHERE points = 500")
        told = await inside.post("/redemptions", data=topup)
        assert told.status_code == 422
        assert "120" in told.text.split('id="problem"')[1]

    async def test_refuses_a_piece_with_a_piece(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        told = await inside.post("/redemptions", data=topup | {"account": ""}, headers=HTMX)
        assert told.status_code == 422
        assert told.text.lstrip().startswith("<form")
        done = await inside.post("/redemptions", data=topup, headers=HTMX)
        assert done.headers["hx-redirect"].startswith("/redemptions/")

    async def test_honours_its_quote_for_what_was_quoted(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        form = (await inside.get("/products/topup-50/redeem")).text
        quote_id = form.split('name="quote_id"')[1].split('value="')[1].split('"')[0]
        await db.fetch("UPDATE price SET points = 700 WHERE points = 500")
        await redeem(inside, topup | {"quote_id": quote_id, "quoted": "1:"})
        again = {"quote_id": quote_id, "quoted": "1:", "quantity": "2", "idempotency_key": "k2"}
        unseen = await inside.post("/redemptions", data=topup | again)
        assert (unseen.status_code, "1,400" in unseen.text) == (409, True)
        assert 'name="quoted" value="2:"' in unseen.text
        await redeem(inside, topup | again | {"quoted": "2:", "quote_id": ""})
        rows = await db.fetch("SELECT points FROM redemption ORDER BY id")
        assert [row["points"] for row in rows] == [500, 1400]

    @pytest.mark.usefixtures("takes_cash")
    async def test_takes_a_mixed_price_as_the_form_shows_it(
        self, inside: httpx.AsyncClient, shop: dict[str, int]
    ) -> None:
        form = (await inside.get("/products/scarf/redeem")).text
        names = ("quote_id", "quoted", "idempotency_key", "points", "quantity")
        sent = {one: form.split(f'name="{one}"')[1].split('value="')[1] for one in names}
        wish = {one: said.split('"')[0] for one, said in sent.items()}
        wish |= {"product_id": str(shop["scarf"]), "account": "13800000101"}
        await redeem(inside, wish)
        row = await db.fetch_one("SELECT points FROM redemption")
        assert row is not None
        assert row["points"] == 3192

    async def test_works_a_change_out_again_without_redeeming(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        told = await inside.post("/products/topup-50/redeem", data=topup | {"quantity": "3"})
        assert told.status_code == 200
        assert "1,500" in told.text
        assert topup["account"] in told.text
        assert await count() == 0


class TestRedemption:
    async def test_is_nobody_else_s(
        self, inside: httpx.AsyncClient, topup: Form, client: httpx.AsyncClient
    ) -> None:
        url = await redeem(inside, topup)
        await enter(client, await eve(clock.now()))
        client.headers["x-csrftoken"] = client.cookies["laurel_csrf"]
        seen = [await client.get(url), await client.get(f"{url}/status")]
        seen += [await client.get(f"/me/stream?redemption={url.rpartition('/')[2]}")]
        for verb in ("cancellation", "payment", "codes"):
            seen += [await client.post(f"{url}/{verb}")]
        assert [one.status_code for one in seen] == [404] * 6

    async def test_is_cancelled_before_it_is_ordered(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        url = await redeem(inside, topup)
        assert "/me/stream?redemption=" in (await inside.get(url)).text
        assert (await inside.post(f"{url}/cancellation")).headers["location"] == url
        told = (await inside.get(url)).text
        # What is over is not drawn over again: codes that were asked for stay readable.
        assert "/me/stream?redemption=" not in told
        assert 'data-state="cancelled"' in told
        assert "5,000" in told

    async def test_is_not_cancelled_afterwards(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        url = await redeem(inside, topup)
        await db.fetch("UPDATE redemption SET state = 'delivering'")
        told = await inside.post(f"{url}/cancellation")
        assert told.status_code == 409
        assert "too_late_to_cancel" in told.text

    async def test_asks_only_while_something_can_happen(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        url = await redeem(inside, topup)
        assert "every 8s" in (await inside.get(f"{url}/status")).text
        await inside.post(f"{url}/cancellation")
        assert "every 8s" not in (await inside.get(f"{url}/status")).text

    async def test_has_nothing_to_pay(self, inside: httpx.AsyncClient, topup: Form) -> None:
        url = await redeem(inside, topup)
        assert (await inside.post(f"{url}/payment")).status_code == 409

    async def test_stands_under_its_tab(self, inside: httpx.AsyncClient, topup: Form) -> None:
        url = await redeem(inside, topup)
        assert f'href="{url}"' in (await inside.get("/redemptions?tab=open")).text
        assert 'id="empty"' in (await inside.get("/redemptions?tab=delivered")).text

    async def test_needs_the_token_of_the_form(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        del inside.headers["x-csrftoken"]
        assert (await inside.post("/redemptions", data=topup)).status_code == 403
        assert await count() == 0


class TestUndo:
    async def test_stands_on_the_page_while_nobody_has_set_to_work(
        self, inside: httpx.AsyncClient, web: Litestar, topup: Form,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        settings = msgspec.structs.replace(web.state.settings, undo_seconds=10)
        monkeypatch.setitem(web.state._state, "settings", settings)
        told = await inside.post("/redemptions", data=topup)
        url = told.headers["location"]
        assert 'class="undo"' in (await inside.get(url)).text
        await inside.post(f"{url}/cancellation")
        page = (await inside.get(url)).text
        assert 'class="undo"' not in page
        assert 'data-state="cancelled"' in page


class TestPayment:
    @pytest.mark.parametrize("has_page", [True, False])
    async def test_is_offered_where_it_can_be_made(
        self, inside: httpx.AsyncClient, shop: dict[str, int], topup: Form, has_page: bool
    ) -> None:
        gateway = payments.v3_gateway(
            name="fake", keys=mall_keys(), base_url="http://127.0.0.1:1",
            app_id="demo-app", notify_url="http://127.0.0.1:1/none", has_page=has_page,
        )  # fmt: skip
        payments.install({"fake": gateway})
        form = (await inside.get("/products/scarf/redeem")).text
        names = ("quote_id", "quoted", "points", "quantity")
        sent = {one: form.split(f'name="{one}"')[1].split('value="')[1] for one in names}
        wish = {one: said.split('"')[0] for one, said in sent.items()}
        wish |= {"product_id": str(shop["scarf"]), "account": "13800000101"}
        told = (await inside.get(await redeem(inside, topup | wish))).text
        await payments.aclose()
        offers = ('data-action="pay"' in told, "data-pay-elsewhere" in told)
        assert offers == (has_page, not has_page)


class TestItsPage:
    async def test_counts_what_stands_under_each_tab(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        here = await redeem(inside, topup)
        await redeem(inside, topup | {"idempotency_key": "another"})
        await inside.post(f"{here}/cancellation")
        page = (await inside.get("/redemptions")).text
        counts = [one.split("<")[0] for one in page.split('class="views__n">')[1:]]
        assert counts == ["2", "1", "0", "1"]

    async def test_leads_to_the_receipts_and_offers_it_again(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        here = await redeem(inside, topup)
        page = (await inside.get(here)).text
        assert 'href="/points/postings/2"' in page
        assert 'data-action="again"' not in page
        await inside.post(f"{here}/cancellation")
        page = (await inside.get(here)).text
        assert 'href="/points/postings/3"' in page
        assert 'href="/products/topup-50/redeem"' in page


class TestTheAccountOfLastTime:
    async def test_is_offered_masked_and_needs_no_typing(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        assert 'name="account_from"' not in (await inside.get(FORM)).text
        await redeem(inside, topup)
        page = (await inside.get(FORM)).text
        assert 'name="account_from"\n             value="1" checked' in page
        assert "138****0101" in page
        assert topup["account"] not in page
        again = topup | {"account": "", "account_from": "1", "idempotency_key": "another"}
        told = (await inside.get(await redeem(inside, again))).text
        assert "138****0101" in told

    async def test_stays_untaken_where_it_was_untaken(
        self, inside: httpx.AsyncClient, topup: Form
    ) -> None:
        await redeem(inside, topup)
        given = topup | {"account": "", "idempotency_key": "another"}
        told = await inside.post("/redemptions", data=given)
        assert told.status_code == 422
        assert 'value="1" checked' not in told.text
        assert 'id="error-account"' in told.text
