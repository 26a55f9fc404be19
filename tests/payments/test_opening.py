"""Opening is an intent; preparing announces it under one number, however often."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from app import payments
from app.kit import db
from tests.payments.stage import AMOUNT_FEN, Stage


class TestOpenPayment:
    async def test_is_remembered_and_nothing_is_sent(self, stage: Stage) -> None:
        opened = await stage.open_only()
        assert opened.is_open
        assert await payments.payment(opened.id) == opened
        assert await payments.payment_for("redemption:7") == opened
        assert stage.truth("charges") == []

    async def test_repeats_by_purpose(self, stage: Stage) -> None:
        assert await stage.open_only() == await stage.open_only()

    async def test_refuses_another_amount_for_the_same_purpose(self, stage: Stage) -> None:
        opened = await stage.open_only()
        with pytest.raises(payments.PaymentDiffers):
            await payments.open_payment(
                purpose=opened.purpose,
                member_id=1,
                amount_fen=1,
                description="Coffee",
                provider="fake",
                expires_at=opened.expires_at,
                now=stage.clock(),
            )

    async def test_joins_the_callers_transaction(self, stage: Stage) -> None:
        with pytest.raises(asyncio.CancelledError):
            async with db.transaction():
                await stage.open_only()
                raise asyncio.CancelledError
        assert await payments.payment_for("redemption:7") is None


class TestPrepare:
    async def test_gives_what_the_client_needs(self, stage: Stage) -> None:
        opened = await stage.open_only()
        told = await payments.prepare(payment_id=opened.id, now=stage.clock())
        [charge] = stage.truth("charges")
        assert told.package == f"prepay_id={charge['prepay_id']}"
        assert charge["amount_fen"] == AMOUNT_FEN
        assert set(msgspec.to_builtins(told)) == {
            "provider",
            "appId",
            "timeStamp",
            "nonceStr",
            "package",
            "signType",
            "paySign",
            "pay_url",
        }

    async def test_repeats_under_one_number(self, stage: Stage) -> None:
        opened = await stage.open_only()
        calls = [payments.prepare(payment_id=opened.id, now=stage.clock()) for _ in range(6)]
        packages = {told.package for told in await asyncio.gather(*calls)}
        assert len(packages) == len(stage.truth("charges")) == 1

    async def test_survives_an_answer_that_never_came(self, stage: Stage) -> None:
        opened = await stage.open_only()
        stage.impatient()
        stage.behave(silent_on="prepay")
        with pytest.raises(payments.ProviderUnavailable):
            await payments.prepare(payment_id=opened.id, now=stage.clock())
        stage.behave()
        stage.patient()
        told = await payments.prepare(payment_id=opened.id, now=stage.clock())
        [charge] = stage.truth("charges")
        assert told.package == f"prepay_id={charge['prepay_id']}"

    @pytest.mark.parametrize("fault", [{"fails_on": "prepay"}, {"is_forging": True}])
    async def test_believes_only_a_good_answer(
        self, stage: Stage, fault: dict[str, object]
    ) -> None:
        opened = await stage.open_only()
        stage.behave(**fault)
        with pytest.raises(payments.ProviderUnavailable):
            await payments.prepare(payment_id=opened.id, now=stage.clock())

    async def test_refuses_when_nobody_listens(self, stage: Stage) -> None:
        opened = await stage.open_only()
        stage.install("http://127.0.0.1:1")
        with pytest.raises(payments.ProviderUnavailable):
            await payments.prepare(payment_id=opened.id, now=stage.clock())

    async def test_refuses_after_its_time(self, stage: Stage) -> None:
        opened = await stage.open()
        with pytest.raises(payments.PaymentOver):
            await payments.prepare(payment_id=opened.id, now=opened.expires_at)

    async def test_refuses_what_is_paid(self, stage: Stage) -> None:
        captured = await stage.capture()
        with pytest.raises(payments.PaymentAlreadyCaptured):
            await payments.prepare(payment_id=captured.id, now=stage.clock())

    async def test_refuses_inside_a_transaction(self, stage: Stage) -> None:
        opened = await stage.open_only()
        with pytest.raises(db.NetworkInsideTransaction):
            async with db.transaction():
                await payments.prepare(payment_id=opened.id, now=stage.clock())
        assert stage.truth("charges") == []

    async def test_sends_nobody_to_a_payment_closed_meanwhile(self, stage: Stage) -> None:
        opened = await stage.open_only()
        prepared, closed = await asyncio.gather(
            payments.prepare(payment_id=opened.id, now=stage.clock()),
            payments.close(payment_id=opened.id, now=stage.clock() + timedelta(seconds=1)),
            return_exceptions=True,
        )
        assert isinstance(closed, payments.PaymentView)
        if not isinstance(prepared, payments.PayParameters):
            assert isinstance(prepared, (payments.PaymentOver, payments.ProviderUnavailable))
