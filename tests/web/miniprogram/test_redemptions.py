"""From a quote to a delivery, a cancellation or a payment, as a mini-program sees it."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar

from app import fulfilment
from app.kit import clock, db
from tests.stage import Stage

from .conftest import Api, problem, wish

AT_ONCE = "13800000101"
MOMENT = timedelta(milliseconds=1)


async def placed(api: Api, stage: Stage, slug: str, key: str = "k", **more: Any) -> Any:
    answer = await api.post("/redemptions", wish(stage, slug, **more), key=key)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


class TestQuote:
    @pytest.mark.usefixtures("takes_cash")
    async def test_names_a_price_that_placing_honours(self, api: Api, stage: Stage) -> None:
        answer = await api.post("/quotes", wish(stage, "scarf", points=1_000))
        quote = answer.json()["data"]
        assert answer.status_code == 201
        assert (quote["points"], quote["cash_fen"], quote["earns"]) == (1_000, 29_900, 299)
        assert [one["label"] for one in quote["lines"]] == ["unit", "total"]
        assert isinstance(quote["quote_id"], str)
        told = await placed(api, stage, "scarf", account=AT_ONCE, quote_id=quote["quote_id"])
        assert (told["points"], told["cash_fen"]) == (1_000, 29_900)

    async def test_is_its_owners(self, api: Api, stranger: Api, stage: Stage) -> None:
        quote = (await api.post("/quotes", wish(stage, "topup-50"))).json()["data"]
        body = wish(stage, "topup-50", account=AT_ONCE, quote_id=quote["quote_id"])
        answer = await stranger.post("/redemptions", body, key="k")
        assert problem(answer) == (404, "not_found")

    async def test_refuses_too_many_points(self, api: Api, stage: Stage) -> None:
        answer = await api.post("/quotes", wish(stage, "scarf", points=3_193))
        assert problem(answer) == (422, "points_share_too_high")
        assert answer.json()["most"] == 3_192
        assert answer.json()["errors"][0]["field"] == "points"


class TestPlacing:
    async def test_shows_what_is_owed_and_what_is_left(self, api: Api, stage: Stage) -> None:
        answer = await api.post(
            "/redemptions", wish(stage, "topup-50", account=AT_ONCE), key="k"
        )
        told = answer.json()["data"]
        assert answer.json()["meta"]["points"] == 4_500
        assert (told["state"], told["points"], told["cash_fen"]) == ("placed", 500, 0)
        assert told["product"]["slug"] == "topup-50"
        assert told["product"]["id"] == str(stage.products["topup-50"])
        assert told["delivery"]["kind"] == "direct"
        assert told["payment"] is None
        assert [one["kind"] for one in told["timeline"]] == ["placed"]
        assert told["actions"] == [
            {
                "kind": "cancel",
                "method": "POST",
                "url": f"/api/v1/redemptions/{told['id']}/cancellation",
            }
        ]
        assert AT_ONCE not in answer.text

    async def test_is_delivered_and_says_so(self, api: Api, stage: Stage) -> None:
        told = await placed(api, stage, "topup-50", account=AT_ONCE)
        await stage.work()
        after = (await api.get(f"/redemptions/{told['id']}")).json()["data"]
        assert (after["state"], after["delivery"]["state"]) == ("delivered", "delivered")
        assert after["timeline"][-1]["kind"] == "delivered"
        assert after["actions"] == []

    async def test_ships_to_an_address(self, api: Api, stage: Stage) -> None:
        missing = await api.post("/redemptions", wish(stage, "tote-bag"), key="k0")
        assert problem(missing) == (422, "address_required")
        address = {"recipient": "Ada", "phone": AT_ONCE, "region": "Shanghai", "detail": "1"}
        kept = (await api.post("/addresses", address)).json()["data"]
        told = await placed(api, stage, "tote-bag", address_id=kept["id"])
        assert told["delivery"]["kind"] == "shipment"

    @pytest.mark.parametrize(
        ("slug", "more", "refusal"),
        [
            ("scarf", {"account": AT_ONCE, "quantity": 6}, (422, "invalid_input")),
            ("topup-50", {"account": "1234"}, (422, "account_invalid")),
            ("topup-50", {}, (422, "account_invalid")),
            ("tote-bag", {"address_id": "999"}, (404, "not_found")),
            ("topup-50", {"account": AT_ONCE, "quote_id": "999"}, (404, "not_found")),
        ],
    )
    async def test_refuses(
        self, api: Api, stage: Stage, slug: str, more: Any, refusal: tuple[int, str]
    ) -> None:
        answer = await api.post("/redemptions", wish(stage, slug, **more), key="k")
        assert problem(answer) == refusal
        assert (await api.get("/points")).json()["data"]["available"] == 5_000

    async def test_says_how_many_points_are_missing(self, stranger: Api, stage: Stage) -> None:
        body = wish(stage, "topup-50", account=AT_ONCE)
        answer = await stranger.post("/redemptions", body, key="k")
        assert problem(answer) == (422, "points_insufficient")
        told = answer.json()
        assert (told["need"], told["available"], told["action"]["kind"]) == (500, 0, "earn")

    async def test_says_when_it_is_gone(self, api: Api, stage: Stage) -> None:
        await placed(api, stage, "last-one", account=AT_ONCE)
        body = wish(stage, "last-one", account=AT_ONCE)
        answer = await api.post("/redemptions", body, key="k2")
        assert problem(answer) == (409, "sold_out")


class TestList:
    async def test_pages_newest_first(self, api: Api, stage: Stage) -> None:
        made = [
            (await placed(api, stage, "forest", key=f"k{number}"))["id"] for number in range(3)
        ]
        first = (await api.get("/redemptions?limit=2")).json()
        assert [one["id"] for one in first["data"]] == made[:0:-1]
        cursor = first["meta"]["next_cursor"]
        rest = (await api.get("/redemptions", params={"cursor": cursor})).json()
        assert [one["id"] for one in rest["data"]] == made[:1]
        assert rest["meta"]["next_cursor"] is None

    async def test_narrows_to_a_state(self, api: Api, stage: Stage) -> None:
        await placed(api, stage, "forest")
        assert len((await api.get("/redemptions?state=placed")).json()["data"]) == 1
        assert (await api.get("/redemptions?state=delivered")).json()["data"] == []
        assert (await api.get("/redemptions?state=nonsense")).status_code == 400

    async def test_is_ones_own(self, api: Api, stranger: Api, stage: Stage) -> None:
        await placed(api, stage, "forest")
        assert (await stranger.get("/redemptions")).json()["data"] == []


class TestOwnership:
    @pytest.mark.parametrize(
        ("method", "path"),
        [("GET", ""), ("POST", "/payment"), ("POST", "/cancellation"), ("POST", "/codes")],
    )
    async def test_tells_others_what_it_tells_of_nothing(
        self, api: Api, stranger: Api, stage: Stage, method: str, path: str
    ) -> None:
        mine = (await placed(api, stage, "forest"))["id"]

        async def ask(redemption_id: str) -> dict[str, Any]:
            body = {"json": {"provider": "fake"}} if path == "/payment" else {}
            headers = stranger.headers | {"idempotency-key": "k"}
            url = f"/api/v1/redemptions/{redemption_id}{path}"
            answer = await stranger.client.request(method, url, headers=headers, **body)
            assert problem(answer) == (404, "not_found")
            differs = ("request_id", "instance")
            return {name: one for name, one in answer.json().items() if name not in differs}

        told = [await ask(one) for one in (mine, "999", "abc", "0", "-1", "9" * 40)]
        assert all(one == told[0] for one in told)


class TestCancellation:
    async def test_gives_everything_back(self, api: Api, stage: Stage) -> None:
        told = await placed(api, stage, "last-one", account=AT_ONCE)
        answer = await api.post(f"/redemptions/{told['id']}/cancellation", key="k")
        assert (answer.status_code, answer.json()["data"]["state"]) == (200, "cancelled")
        assert answer.json()["meta"]["points"] == 5_000
        assert await stage.stock("last-one") == (1, 0, 0)

    async def test_comes_too_late_after_a_submission(self, api: Api, stage: Stage) -> None:
        told = await placed(api, stage, "topup-50", account=AT_ONCE)
        await stage.work()
        answer = await api.post(f"/redemptions/{told['id']}/cancellation", key="k")
        assert problem(answer) == (409, "too_late_to_cancel")


class TestUndo:
    @pytest.fixture(autouse=True)
    def wait(self, web: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = msgspec.structs.replace(web.state.settings, undo_seconds=10)
        monkeypatch.setitem(web.state._state, "settings", settings)

    async def test_is_offered_until_its_instant(
        self, api: Api, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told = await placed(api, stage, "topup-50", account=AT_ONCE)
        at, until = (datetime.fromisoformat(told[one]) for one in ("placed_at", "undo_until"))
        assert until - at == timedelta(seconds=10)
        cancellation = f"/api/v1/redemptions/{told['id']}/cancellation"
        assert [(one["kind"], one["url"]) for one in told["actions"]] == [
            ("undo", cancellation), ("cancel", cancellation)
        ]  # fmt: skip
        path = f"/redemptions/{told['id']}"
        for now, kinds in ((until - MOMENT, ["undo", "cancel"]), (until, ["cancel"])):
            monkeypatch.setattr(clock, "now", lambda now=now: now)
            seen = (await api.get(path)).json()["data"]
            assert [one["kind"] for one in seen["actions"]] == kinds

    async def test_gives_every_point_back_and_asks_nobody(self, api: Api, stage: Stage) -> None:
        told = await placed(api, stage, "topup-50", account=AT_ONCE)
        await stage.work()
        answer = await api.post(f"/redemptions/{told['id']}/cancellation", key="k")
        undone = answer.json()
        assert (undone["data"]["state"], undone["meta"]["points"]) == ("cancelled", 5_000)
        assert (undone["data"]["undo_until"], undone["data"]["actions"]) == (None, [])

    async def test_comes_too_late_after_its_seconds(self, api: Api, stage: Stage) -> None:
        told = await placed(api, stage, "topup-50", account=AT_ONCE)
        stage.clock.now += timedelta(seconds=11)
        await stage.work()
        answer = await api.post(f"/redemptions/{told['id']}/cancellation", key="k")
        assert problem(answer) == (409, "too_late_to_cancel")


class TestPayment:
    async def test_gives_what_the_pay_call_needs(
        self, api: Api, stage: Stage, bank: str
    ) -> None:
        told = await placed(api, stage, "scarf", account=AT_ONCE)
        assert told["state"] == "awaiting_payment"
        assert told["payment"]["provider"] == "fake"
        assert {one["kind"] for one in told["actions"]} == {"pay", "cancel"}
        path = f"/redemptions/{told['id']}/payment"
        answer = await api.post(path, {"provider": "fake"}, key="k")
        told_to_pay = answer.json()["data"]
        assert answer.status_code == 200
        assert set(told_to_pay) >= {"timeStamp", "nonceStr", "package", "signType", "paySign"}
        assert told_to_pay["pay_url"].startswith(bank)
        again = await api.post(path, {"provider": "fake"}, key="k")
        assert again.json()["data"] == told_to_pay
        assert again.headers["idempotency-replayed"] == "true"
        other = await api.post(path, {"provider": "wechat"}, key="k")
        assert problem(other) == (422, "idempotency_key_reused")

    async def test_is_paid_and_then_delivered(self, api: Api, stage: Stage, bank: str) -> None:
        told = await placed(api, stage, "scarf", account=AT_ONCE)
        answer = await api.post(
            f"/redemptions/{told['id']}/payment", {"provider": "fake"}, key="k"
        )
        async with httpx.AsyncClient(trust_env=False) as browser:
            page = answer.json()["data"]["pay_url"]
            assert (await browser.post(page)).status_code == 303
        stage.clock.turn(30)
        await stage.work()
        after = (await api.get(f"/redemptions/{told['id']}")).json()["data"]
        assert (after["state"], after["payment"]["state"]) == ("delivered", "captured")

    async def test_refuses_another_provider_and_what_is_free(
        self, api: Api, stage: Stage, bank: str
    ) -> None:
        paid = await placed(api, stage, "scarf", account=AT_ONCE)
        path = f"/redemptions/{paid['id']}/payment"
        answer = await api.post(path, {"provider": "alipay"}, key="k")
        assert problem(answer) == (422, "invalid_input")
        assert answer.json()["errors"][0]["field"] == "provider"
        free = await placed(api, stage, "forest", key="k2")
        path = f"/redemptions/{free['id']}/payment"
        answer = await api.post(path, {"provider": "fake"}, key="k")
        assert problem(answer) == (409, "not_payable")

    @pytest.mark.usefixtures("takes_cash")
    async def test_says_when_the_provider_is_away(self, api: Api, stage: Stage) -> None:
        told = await placed(api, stage, "scarf", account=AT_ONCE)
        answer = await api.post(
            f"/redemptions/{told['id']}/payment", {"provider": "fake"}, key="k"
        )
        assert problem(answer) == (503, "payment_unavailable")
        assert int(answer.headers["retry-after"]) > 0


class TestCodes:
    async def test_are_shown_to_their_owner_and_written_down(
        self, api: Api, stage: Stage
    ) -> None:
        await fulfilment.add_codes(
            product_slug="gamecard-30", codes=[("CARD-0001", "s3cret", None)],
            source="import", now=stage.clock.now,
        )  # fmt: skip
        told = await placed(api, stage, "gamecard-30")
        path = f"/redemptions/{told['id']}/codes"
        assert problem(await api.post(path)) == (409, "no_codes")
        await stage.work()
        shown = (await api.get(f"/redemptions/{told['id']}")).json()["data"]
        assert {one["kind"] for one in shown["actions"]} == {"reveal"}
        assert "CARD-0001" not in str(shown)
        codes = (await api.post(path)).json()["data"]["codes"]
        assert [(one["number"], one["password"]) for one in codes] == [("CARD-0001", "s3cret")]
        seen = await db.fetch("SELECT member_id, address_masked FROM code_reveal")
        assert [tuple(row) for row in seen] == [(api.member_id, "127.0.0.0/24")]
