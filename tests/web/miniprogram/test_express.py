"""One tap in the mini-program: told with the product, taken by the points that it said."""

from typing import Any

import msgspec
import pytest
from litestar import Litestar

from app import catalogue, members, redemption
from app.catalogue import NewPrice
from app.kit import db
from tests.stage import Stage

from .conftest import Api, problem, wish

PHONE = "13800000101"
TAP = "one-tap"


@pytest.fixture(autouse=True)
def undone(web: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is redeemed can be undone for ten seconds."""
    settings = msgspec.structs.replace(web.state.settings, undo_seconds=10)
    monkeypatch.setitem(web.state._state, "settings", settings)


@pytest.fixture
async def quick(api: Api, stage: Stage) -> Api:
    """A member who redeemed once, and then switched it on."""
    await api.post("/redemptions", wish(stage, "topup-50", account=PHONE), key="first")
    told = await api.put("/me/profile", {"is_express": True})
    assert told.json()["data"]["is_express"] is True
    return api


async def express(api: Api, slug: str = "topup-50") -> Any:
    return (await api.get(f"/products/{slug}")).json()["data"]["action"]["express"]


async def tap(api: Api, stage: Stage) -> dict[str, Any]:
    """What a program sends at the tap: nothing that it was not told."""
    told = await express(api)
    return wish(
        stage, "topup-50", account_from=told["account_from"], express_points=told["points"]
    )


async def count() -> int:
    row = await db.fetch_one("SELECT count(*) AS n FROM redemption")
    assert row
    return int(row["n"])


class TestAction:
    async def test_tells_the_points_and_the_masked_account(self, quick: Api) -> None:
        answer = await quick.get("/products/topup-50")
        action = answer.json()["data"]["action"]
        assert action["kind"] == "redeem"
        assert action["express"] == {
            "points": 500,
            "undo_seconds": 10,
            "account_from": "1",
            "account_masked": "138****0101",
        }
        assert PHONE not in answer.text

    async def test_needs_no_account_where_none_is_needed(self, quick: Api) -> None:
        told = await express(quick, "gamecard-30")
        assert (told["points"], told["account_from"]) == (300, None)

    async def test_is_off_until_it_is_switched_on(self, quick: Api) -> None:
        await quick.put("/me/profile", {"is_express": False})
        assert await express(quick) is None

    async def test_is_nobody_else_s(self, quick: Api, stranger: Api) -> None:
        assert await express(stranger) is None
        assert (await quick.client.get("/api/v1/products/topup-50")).json()["data"]["action"][
            "express"
        ] is None


class TestTap:
    async def test_redeems_for_the_account_of_last_time_and_can_be_undone(
        self, quick: Api, stage: Stage
    ) -> None:
        answer = await quick.post("/redemptions", await tap(quick, stage), key=TAP)
        told = answer.json()["data"]
        assert (answer.status_code, told["points"]) == (201, 500)
        assert [one["kind"] for one in told["actions"]] == ["undo", "cancel"]
        assert (await redemption.destination(int(told["id"]))).account == PHONE
        assert PHONE not in answer.text

    async def test_repeated_gets_the_first_answer_even_when_it_is_off_by_now(
        self, quick: Api, stage: Stage
    ) -> None:
        body = await tap(quick, stage)
        first = await quick.post("/redemptions", body, key=TAP)
        await quick.put("/me/profile", {"is_express": False})
        again = await quick.post("/redemptions", body, key=TAP)
        assert again.headers["idempotency-replayed"] == "true"
        assert again.json()["data"]["id"] == first.json()["data"]["id"]
        assert await count() == 2

    async def test_another_a_moment_later_is_asked_about(
        self, quick: Api, stage: Stage
    ) -> None:
        body = await tap(quick, stage)
        await quick.post("/redemptions", body, key=TAP)
        answer = await quick.post("/redemptions", body, key="another")
        assert problem(answer) == (409, "express_again")
        assert (answer.json()["minutes"], await count()) == (10, 2)
        assert await express(quick) is None

    async def test_needs_a_key(self, quick: Api, stage: Stage) -> None:
        answer = await quick.post("/redemptions", await tap(quick, stage))
        assert problem(answer) == (400, "idempotency_key_missing")
        assert await count() == 1

    async def test_is_refused_once_it_was_switched_off(self, quick: Api, stage: Stage) -> None:
        body = await tap(quick, stage)
        await members.set_preferences(member_id=quick.member_id, is_express=False)
        assert problem(await quick.post("/redemptions", body, key=TAP)) == (409, "express_off")
        assert await count() == 1

    async def test_asks_again_at_another_price(self, quick: Api, stage: Stage) -> None:
        body = await tap(quick, stage)
        await db.fetch("DELETE FROM price WHERE product = $1", stage.products["topup-50"])
        await catalogue.set_price(
            product_id=stage.products["topup-50"], price=NewPrice(points=600)
        )
        answer = await quick.post("/redemptions", body, key=TAP)
        assert problem(answer) == (409, "price_changed")
        assert (answer.json()["points"], await count()) == (600, 1)
        assert answer.json()["title"] == "现在的价格是 600 积分。"

    @pytest.mark.parametrize(
        ("changed", "refusal"),
        [
            ({"quantity": 2}, (409, "express_unavailable")),
            ({"account_from": None}, (422, "account_invalid")),
            ({"account_from": "999"}, (422, "account_invalid")),
        ],
    )
    async def test_is_one_piece_for_an_account_of_the_member_s(
        self, quick: Api, stage: Stage, changed: dict[str, Any], refusal: tuple[int, str]
    ) -> None:
        body = await tap(quick, stage) | changed
        assert problem(await quick.post("/redemptions", body, key=TAP)) == refusal
        assert await count() == 1

    async def test_takes_nobody_else_s_account(
        self, quick: Api, stranger: Api, stage: Stage
    ) -> None:
        await stage.member(points=5_000, member_id=stranger.member_id)
        await members.set_preferences(member_id=stranger.member_id, is_express=True)
        answer = await stranger.post("/redemptions", await tap(quick, stage), key=TAP)
        assert problem(answer) == (422, "account_invalid")
