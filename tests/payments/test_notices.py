"""A notice is stored before it is answered, applied once, and believed only if it fits."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from app import payments
from app.demo.fake_psp.keys import MERCHANT
from app.demo.fake_psp.seal import Seal
from app.kit import db
from tests.payments.keys import psp_keys
from tests.payments.stage import AMOUNT_FEN, Stage, events, results


async def apply(stage: Stage, workers: int = 1) -> int:
    """Let workers apply what waits; returns how many notices they took up together."""
    calls = [payments.apply_notices(now=stage.clock()) for _ in range(workers)]
    return sum(await asyncio.gather(*calls))


class TestStoreNotice:
    async def test_stores_then_acknowledges(self, stage: Stage) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        assert await stage.deliver() == [204]
        assert await results() == [None]
        assert (await payments.payment(opened.id)).is_open

    async def test_stores_a_repeat_once_and_for_ever(self, stage: Stage) -> None:
        await stage.pay(await stage.open())
        await stage.deliver()
        await apply(stage)
        stage.psp.bank.truth.repeat_notices(stage.clock.pass_by(hours=80))
        assert await stage.deliver() == [204]
        await apply(stage)
        assert await results() == ["captured"]
        assert len(await events("PaymentCaptured")) == 1

    async def test_refuses_a_forged_signature_and_keeps_nothing(self, stage: Stage) -> None:
        await stage.pay(await stage.open())
        assert await stage.deliver(is_forging=True) == [401]
        assert await results() == []

    @pytest.mark.parametrize(
        ("late_by", "status"), [(299, 204), (-299, 204), (300, 401), (-300, 401), (90_000, 401)]
    )
    async def test_refuses_an_old_signature(
        self, stage: Stage, late_by: int, status: int
    ) -> None:
        body = notice("EV-1", {})
        headers = Seal(psp_keys()).signed(body, now=stage.clock())
        told = await payments.store_notice(
            provider="fake",
            headers=headers,
            body=body,
            now=stage.clock() + timedelta(seconds=late_by),
        )
        assert told.status == status

    async def test_refuses_an_altered_body(self, stage: Stage) -> None:
        headers = Seal(psp_keys()).signed(notice("EV-1", {}), now=stage.clock())
        told = await store(stage, notice("EV-2", {}), headers)
        assert (told.status, await results()) == (401, [])

    async def test_refuses_a_genuine_body_that_is_no_notice(self, stage: Stage) -> None:
        assert (await store(stage, b"[]")).status == 400

    async def test_refuses_what_our_key_does_not_open(self, stage: Stage) -> None:
        sealed = Seal(psp_keys()).sealed({}, bound="transaction") | {"nonce": "000000000000"}
        body = msgspec.json.encode(
            {"id": "EV-1", "event_type": "TRANSACTION.SUCCESS", "resource": sealed}
        )
        told = await store(stage, body)
        assert (told.status, await results()) == (400, [])
        assert msgspec.json.decode(told.body)["code"] == "FAIL"

    async def test_refuses_what_is_too_long(self, stage: Stage) -> None:
        assert (await store(stage, b" " * 70_000)).status == 413

    async def test_refuses_an_unknown_provider(self, stage: Stage) -> None:
        with pytest.raises(payments.ProviderUnknown):
            await payments.store_notice(
                provider="nobody", headers={}, body=b"", now=stage.clock()
            )

    async def test_keeps_no_header_but_the_proof(self, stage: Stage) -> None:
        body = notice("EV-1", {})
        proof = Seal(psp_keys()).signed(body, now=stage.clock())
        await store(stage, body, proof | {"Cookie": "secret"})
        [row] = await db.fetch("SELECT headers FROM payment_notice")
        assert "ookie" not in row["headers"]
        assert "wechatpay-signature" in row["headers"]


class TestApplyNotices:
    async def test_captures_once_of_a_hundred_with_two_workers(self, stage: Stage) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        await stage.deliver(100, notice_copies=100)
        assert await apply(stage, workers=6) == 1
        captured = await payments.payment(opened.id)
        assert captured.is_captured
        assert (await results(), len(await events("PaymentCaptured"))) == (["captured"], 1)

    async def test_captures_once_of_many_notices_at_once(self, stage: Stage) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        resource = charge(stage, opened)
        for n in range(20):
            await store(stage, notice(f"EV-{n}", resource))
        await apply(stage, workers=6)
        assert sorted(str(one) for one in await results()) == ["captured"] + ["repeat"] * 19
        assert len(await events("PaymentCaptured")) == 1

    @pytest.mark.parametrize(
        ("altered", "result"),
        [
            ({"amount": {"total": AMOUNT_FEN - 1, "currency": "CNY"}}, "mismatch"),
            ({"amount": {"total": AMOUNT_FEN, "currency": "USD"}}, "mismatch"),
            ({"mchid": "another-merchant"}, "mismatch"),
            ({"appid": "another-app"}, "mismatch"),
            ({"trade_state": "LUCKY"}, "unreadable"),
            ({"transaction_id": ""}, "unreadable"),
            ({"trade_state": "NOTPAY"}, "unreadable"),
            ({"trade_state": "REFUND"}, "unreadable"),
        ],
    )
    async def test_captures_nothing_that_is_not_ours(
        self, stage: Stage, altered: dict[str, object], result: str
    ) -> None:
        opened = await stage.open()
        await store(stage, notice("EV-1", charge(stage, opened) | altered))
        await apply(stage)
        assert (await payments.payment(opened.id)).is_open
        assert (await results(), await events("PaymentCaptured")) == ([result], [])

    async def test_captures_one_payment_per_remote_number(self, stage: Stage) -> None:
        first, second = await stage.open("redemption:1"), await stage.open("redemption:2")
        await store(stage, notice("EV-1", charge(stage, first)))
        await store(stage, notice("EV-2", charge(stage, second)))
        await apply(stage)
        assert await results() == ["captured", "mismatch"]
        assert (await payments.payment(second.id)).is_open

    async def test_waits_for_a_payment_that_is_not_known_yet(self, stage: Stage) -> None:
        opened = await stage.open()
        resource = charge(stage, opened)
        await db.fetch("UPDATE payment SET trade_no = 'elsewhere'")
        await store(stage, notice("EV-1", resource))
        await apply(stage)
        assert await results() == ["waiting"]
        assert await payments.apply_notices(now=stage.clock()) == 0
        await db.fetch("UPDATE payment SET trade_no = $1", opened.trade_no)
        await payments.apply_notices(now=stage.clock.pass_by(seconds=5))
        assert await results() == ["captured"]

    async def test_gives_up_on_a_stranger_after_three_days(self, stage: Stage) -> None:
        opened = await stage.open()
        await store(stage, notice("EV-1", charge(stage, opened) | {"out_trade_no": "X"}))
        await payments.apply_notices(now=stage.clock.pass_by(days=3))
        assert await results() == ["orphaned"]

    async def test_takes_the_providers_instant_but_never_the_future(self, stage: Stage) -> None:
        opened = await stage.open()
        later = (stage.clock() + timedelta(hours=2)).isoformat()
        await store(stage, notice("EV-1", charge(stage, opened) | {"success_time": later}))
        await apply(stage)
        assert (await payments.payment(opened.id)).captured_at == stage.clock()


def charge(stage: Stage, payment: payments.PaymentView) -> dict[str, object]:
    return {
        "appid": "demo-app",
        "mchid": MERCHANT,
        "out_trade_no": payment.trade_no,
        "trade_state": "SUCCESS",
        "transaction_id": "4200000001",
        "success_time": stage.clock().isoformat(),
        "amount": {"total": AMOUNT_FEN, "currency": "CNY"},
    }


def notice(key: str, resource: dict[str, object]) -> bytes:
    sealed = Seal(psp_keys()).sealed(resource, bound="transaction")
    return msgspec.json.encode(
        {"id": key, "event_type": "TRANSACTION.SUCCESS", "resource": sealed}
    )


async def store(
    stage: Stage, body: bytes, headers: dict[str, str] | None = None
) -> payments.Acknowledged:
    proof = Seal(psp_keys()).signed(body, now=stage.clock())
    return await payments.store_notice(
        provider="fake", headers=headers or proof, body=body, now=stage.clock()
    )
