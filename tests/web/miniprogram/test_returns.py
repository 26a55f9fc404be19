"""Both legs of what came back, line by line, on both faces."""

import httpx
import pytest

from app import payments, redemption
from app.demo.fake_psp import Behaviour, FakePsp
from app.kit import db
from tests.stage import Stage
from tests.web.test_sessions import enter

from .conftest import Api, wish

AT_ONCE = "13800000101"
POINTS, CASH_FEN = 3_192, 7_980


async def paid(api: Api, stage: Stage) -> str:
    """Redeem a scarf for points and cash, and pay for it."""
    answer = await api.post("/redemptions", wish(stage, "scarf", account=AT_ONCE), key="k1")
    number: str = answer.json()["data"]["id"]
    told = await api.post(f"/redemptions/{number}/payment", {"provider": "fake"}, key="k2")
    async with httpx.AsyncClient(trust_env=False) as browser:
        page = told.json()["data"]["pay_url"]
        assert (await browser.post(page)).status_code == 303
    return number


async def given_back(stage: Stage, number: str, points: int, cash_fen: int, why: str) -> None:
    await redemption.refund(
        redemption_id=int(number), reason=why, actor="ops", points=points,
        cash_fen=cash_fen, now=stage.clock.now,
    )  # fmt: skip


async def returns(api: Api, number: str) -> list[dict[str, object]]:
    told = (await api.get(f"/redemptions/{number}")).json()["data"]
    lines: list[dict[str, object]] = told["returns"]
    assert sum(int(str(one["points"])) for one in lines) == told["points_refunded"]
    assert sum(int(str(one["cash_fen"])) for one in lines) == told["cash_refunded_fen"]
    return lines


class TestReturns:
    @pytest.fixture
    async def delivered(self, api: Api, stage: Stage, psp: FakePsp) -> str:
        number = await paid(api, stage)
        stage.clock.turn(30)
        await stage.work()
        return number

    async def test_tell_each_part_with_both_legs(
        self, api: Api, stage: Stage, delivered: str
    ) -> None:
        assert await returns(api, delivered) == []
        await given_back(stage, delivered, 1_000, 980, "he shouted at me")
        [first] = await returns(api, delivered)
        assert (first["points"], first["cash_fen"]) == (1_000, 980)
        assert (first["cash_state"], first["arrived_at"]) == ("on_its_way", None)
        assert first["why"] == "by_a_colleague"
        stage.clock.turn(61)
        await stage.work(2)
        await given_back(stage, delivered, 50, 0, "once more")
        first, second = await returns(api, delivered)
        assert first["cash_state"] == "arrived"
        assert first["arrived_at"] is not None
        assert (second["points"], second["cash_fen"], second["cash_state"]) == (50, 0, None)
        whole = (await api.get(f"/redemptions/{delivered}")).text
        assert "shouted" not in whole

    async def test_tell_when_cash_is_delayed(
        self, api: Api, stage: Stage, delivered: str, psp: FakePsp
    ) -> None:
        psp.bank.behaviour = Behaviour(refund_status="ABNORMAL")
        await given_back(stage, delivered, 0, 980, "a flaw")
        await stage.work(2)
        [line] = await returns(api, delivered)
        assert (line["cash_fen"], line["cash_state"]) == (980, "delayed")
        psp.bank.behaviour = Behaviour()
        refund = psp.bank.truth.everything()["refunds"][0]
        psp.bank.truth.end_refund(str(refund["refund_no"]), "SUCCESS", stage.clock.now)
        await db.fetch(
            "UPDATE refund SET due_at = requested_at"
        )  # As if half a day had passed.
        await payments.send_refunds(now=stage.clock.now)
        [line] = await returns(api, delivered)
        assert line["cash_state"] == "arrived"

    async def test_tell_of_a_late_payment(self, api: Api, stage: Stage, psp: FakePsp) -> None:
        number = await paid(api, stage)
        await redemption.cancel(
            redemption_id=int(number), member_id=api.member_id, now=stage.clock.now
        )
        stage.clock.turn(30)
        await stage.work()
        points, cash = await returns(api, number)
        assert (points["points"], points["why"]) == (POINTS, "cancelled_by_member")
        assert (cash["cash_fen"], cash["why"]) == (CASH_FEN, "late_payment")
        assert cash["cash_state"] == "arrived"

    async def test_stand_on_the_page(
        self, client: httpx.AsyncClient, api: Api, stage: Stage, delivered: str
    ) -> None:
        await given_back(stage, delivered, 1_000, 980, "he shouted at me")
        await enter(client, api.member_id)
        page = (await client.get(f"/redemptions/{delivered}")).text
        assert "+1,000" in page
        assert "¥9.80" in page
        assert 'data-cash="on_its_way"' in page
        assert "shouted" not in page
