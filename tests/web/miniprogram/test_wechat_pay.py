"""Cash in production: taken by WeChat Pay, in the mini-program, from whom WeChat knows."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import msgspec
import pytest

from app import members, payments
from app.demo.fake_psp import FakePsp, Truth
from app.demo.fake_psp.asgi import Message, Receive, Send
from app.kit import clock
from tests.payments.keys import mall_keys, psp_keys
from tests.stage import Stage
from tests.suppliers.serving import serving
from tests.web.test_sessions import enter, token

from .conftest import Api, problem, wish

AT_ONCE = "13800000101"


class Overheard:
    """A provider whose requests can be read afterwards."""

    def __init__(self, psp: FakePsp) -> None:
        self.psp = psp
        self.bodies: list[dict[str, object]] = []

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        async def hear() -> Message:
            message = await receive()
            if message.get("body"):
                self.bodies.append(msgspec.json.decode(message["body"]))
            return message

        await self.psp(scope, receive if scope["type"] == "lifespan" else hear, send)


@pytest.fixture
async def wechat_pay(stage: Stage, tmp_path: Path) -> AsyncIterator[Overheard]:
    """A provider without a page to pay on, as the real one."""
    psp = FakePsp(
        Truth(tmp_path / "psp.sqlite"), keys=psp_keys(), clock=clock.now, shop_url="http://x/"
    )
    overheard = Overheard(psp)
    async with serving(overheard) as url:
        gateway = payments.v3_gateway(
            name="wechat", keys=mall_keys(), base_url=url, app_id="demo-app",
            notify_url="https://mall.example/callbacks/payments/wechat",
        )  # fmt: skip
        payments.install({"wechat": gateway})
        yield overheard
        await payments.aclose()


async def ordered(api: Api, stage: Stage) -> dict[str, str]:
    answer = await api.post("/redemptions", wish(stage, "scarf", account=AT_ONCE), key="k1")
    assert answer.status_code == 201, answer.text
    found: dict[str, str] = answer.json()["data"]
    return found


async def pay(api: Api, placed: dict[str, str]) -> httpx.Response:
    path = f"/redemptions/{placed['id']}/payment"
    return await api.post(path, {"provider": "wechat"}, key="k2")


class TestPaying:
    async def test_is_by_the_openid_that_wechat_told(
        self, api: Api, stage: Stage, demo: None, wechat_pay: Overheard
    ) -> None:
        known = await members.link_wechat(
            member_id=api.member_id, code="demo-1", now=stage.clock.now
        )
        openid = await members.openid(member_id=known.id, app_id="demo-app")
        placed = await ordered(api, stage)
        told = (await pay(api, placed)).json()["data"]
        assert (told["provider"], told["signType"], told["pay_url"]) == ("wechat", "RSA", None)
        [asked] = wechat_pay.bodies
        assert asked["payer"] == {"openid": openid}
        assert "return_url" not in asked
        assert asked["amount"] == {"total": 7_980, "currency": "CNY"}
        assert str(asked["time_expire"]).endswith("+08:00")
        assert "." not in str(asked["time_expire"])

    async def test_tells_who_wechat_does_not_know_what_to_do(
        self, api: Api, stage: Stage, wechat_pay: Overheard
    ) -> None:
        answer = await pay(api, await ordered(api, stage))
        assert problem(answer) == (422, "payer_unknown")
        assert wechat_pay.bodies == []

    async def test_on_the_web_says_where_it_can_be_done(
        self, client: httpx.AsyncClient, api: Api, stage: Stage, wechat_pay: Overheard
    ) -> None:
        placed = await ordered(api, stage)
        await enter(client, api.member_id)
        path = f"/redemptions/{placed['id']}/payment"
        page = await client.post(path, headers=await token(client))
        assert page.status_code == 422
        assert "微信小程序" in page.text
        assert wechat_pay.bodies == []

    async def test_is_refused_before_any_point_is_held_where_nobody_takes_cash(
        self, api: Api, stage: Stage
    ) -> None:
        answer = await api.post("/redemptions", wish(stage, "scarf", account=AT_ONCE), key="k1")
        assert problem(answer) == (503, "cash_not_taken")
        assert (await api.get("/points")).json()["data"]["held"] == 0
