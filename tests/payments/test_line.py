"""Whatever breaks on the line to the provider, cash moves once and nothing is believed."""

import asyncio
from collections.abc import Mapping

import pytest

from app import payments
from app.payments.errors import OutcomeUnknown
from app.payments.gateway import ChargeState, RemoteRefund
from app.payments.gateway.line import Answer
from tests.payments.stage import Stage, events
from tests.suppliers.faults import FAULTS, closed_port, faulty

# What the provider itself can do wrong with an answer.
BAD_ANSWERS = [
    {"is_forging": True},
    {"serial": "PUB_KEY_ID_0000000000000000000000000000000000"},
    {"lags_seconds": 300},
    {"lags_seconds": -301},
]


@pytest.fixture
async def requested(stage: Stage) -> payments.RefundView:
    """A refund that nobody has sent yet."""
    return await stage.refund(await stage.capture())


async def state(refund: payments.RefundView) -> str:
    found = await payments.refund_for(refund.reference)
    assert found is not None
    return found.state


async def ends_once(stage: Stage, refund: payments.RefundView) -> None:
    """The provider is well again: the refund is made under its one number."""
    stage.install(stage.psp_url)
    stage.behave()
    assert await state(refund) == "requested"
    await payments.send_refunds(now=stage.clock.pass_by(seconds=4))
    assert await state(refund) == "done"
    assert [row["refund_no"] for row in stage.truth("refunds")] == [refund.refund_no]
    assert len(await events("CashRefunded")) == 1


class TestRefund:
    @pytest.mark.parametrize("fault", FAULTS)
    async def test_outlives_a_broken_line(
        self, stage: Stage, requested: payments.RefundView, fault: str
    ) -> None:
        async with faulty(fault) as (server, url):
            stage.install(url)
            stage.impatient()
            await payments.send_refunds(now=stage.clock())
            assert server.connections == 1
        await ends_once(stage, requested)

    async def test_outlives_a_refused_connection(
        self, stage: Stage, requested: payments.RefundView
    ) -> None:
        with closed_port() as (_, url):
            stage.install(url)
            await payments.send_refunds(now=stage.clock())
        await ends_once(stage, requested)

    @pytest.mark.parametrize("fault", BAD_ANSWERS)
    async def test_is_made_and_not_believed(
        self, stage: Stage, requested: payments.RefundView, fault: dict[str, object]
    ) -> None:
        stage.behave(**fault)
        await payments.send_refunds(now=stage.clock())
        assert [row["requests"] for row in stage.truth("refunds")] == [1]
        await ends_once(stage, requested)


class TestQuery:
    @pytest.mark.parametrize("fault", BAD_ANSWERS)
    async def test_believes_no_answer_that_is_not_the_providers(
        self, stage: Stage, fault: dict[str, object]
    ) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        stage.behave(**fault)
        with pytest.raises(OutcomeUnknown):
            await stage.gateway.query(opened.trade_no, now=stage.clock())

    @pytest.mark.parametrize("fault", [{"merchant": "1900000009"}, {"app_id": "wx-other"}])
    async def test_captures_nothing_that_another_was_paid(
        self, stage: Stage, fault: dict[str, object]
    ) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        stage.behave(**fault)
        await payments.poll_payments(now=stage.clock.pass_by(seconds=10))
        assert (await payments.payment(opened.id)).is_open
        assert len(await events("PaymentMismatch")) == 1

    async def test_learns_nothing_from_anothers_unpaid_charge(self, stage: Stage) -> None:
        opened = await stage.open()
        stage.behave(merchant="1900000009")
        with pytest.raises(OutcomeUnknown):
            await stage.gateway.query(opened.trade_no, now=stage.clock())

    async def test_believes_what_ends_the_asking_only_when_it_is_signed(
        self, stage: Stage
    ) -> None:
        gateway, now = stage.gateway, stage.clock()
        assert (await gateway.query("L404", now=now)).state is ChargeState.MISSING
        assert (await gateway.query_refund("R404", now=now)).state is RemoteRefund.MISSING
        assert await gateway.close("L404", now=now)
        stage.behave(is_terse=True)
        for asked in (gateway.query, gateway.close):
            with pytest.raises(OutcomeUnknown):
                await asked("L404", now=now)
        with pytest.raises(OutcomeUnknown):
            await gateway.query_refund("R404", now=now)

    async def test_closes_nothing_by_a_forged_refusal(self, stage: Stage) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        real = stage.gateway.line.send

        async def forged(
            method: str, path: str, *, body: bytes, headers: Mapping[str, str]
        ) -> Answer:
            if path.endswith("/close"):
                return Answer(404, b'{"code":"RESOURCE_NOT_EXISTS"}', {})
            return await real(method, path, body=body, headers=headers)

        stage.gateway.line.send = forged  # type: ignore[method-assign]  # an attacker's line
        await payments.poll_payments(now=stage.clock.pass_by(minutes=16))
        assert (await payments.payment(opened.id)).is_captured

    async def test_learns_nothing_from_an_answer_about_another_charge(
        self, stage: Stage
    ) -> None:
        first, second = await stage.open(), await stage.open("redemption:8")
        real = stage.gateway.line.send

        async def swapped(
            method: str, path: str, *, body: bytes, headers: Mapping[str, str]
        ) -> Answer:
            other = path.replace(first.trade_no, second.trade_no)
            headers = stage.gateway.seal.headers(method, other, body, now=stage.clock())
            return await real(method, other, body=body, headers=headers)

        stage.gateway.line.send = swapped  # type: ignore[method-assign]  # an attacker's line
        with pytest.raises(OutcomeUnknown, match="another charge"):
            await stage.gateway.query(first.trade_no, now=stage.clock())

    async def test_believes_an_unsigned_refusal_that_only_asks_again(
        self, stage: Stage
    ) -> None:
        opened = await stage.open()
        stage.behave(is_terse=True)
        await stage.pay(opened)
        assert not await stage.gateway.close(opened.trade_no, now=stage.clock())


class TestNotice:
    @pytest.mark.parametrize("fault", BAD_ANSWERS)
    async def test_is_refused_and_comes_again(
        self, stage: Stage, fault: dict[str, object]
    ) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        assert await stage.deliver(**fault) == [401]
        async with asyncio.timeout(10):
            while not stage.truth("notices")[0]["tries"]:  # noqa: ASYNC110  # theirs to note
                await asyncio.sleep(0.01)
        stage.clock.pass_by(seconds=1)
        assert await stage.deliver() == [204]
        await payments.apply_notices(now=stage.clock())
        assert (await payments.payment(opened.id)).is_captured

    @pytest.mark.parametrize("fault", [{"merchant": "1900000009"}, {"app_id": "wx-other"}])
    async def test_of_anothers_money_captures_nothing_and_is_told(
        self, stage: Stage, fault: dict[str, object]
    ) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        assert await stage.deliver(**fault) == [204]
        await payments.apply_notices(now=stage.clock())
        assert (await payments.payment(opened.id)).is_open
        assert len(await events("PaymentMismatch")) == 1
