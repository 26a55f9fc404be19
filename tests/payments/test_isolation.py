"""What is wrong with one payment, refund or notice is nobody else's trouble."""

import contextlib

import msgspec
import pytest

from app import payments
from app.kit import db
from app.payments.errors import OutcomeUnknown
from app.payments.gateway import ChargeState, replies, wire
from app.payments.gateway.line import Answer
from tests.payments.stage import Stage, results

ROUNDS = 24
BAD_NOTICE = """
INSERT INTO payment_notice (provider, event_key, headers, body, is_genuine, received_at, due_at)
VALUES ($1, 'bad', '{}', 'bad', true, $2, $2)"""
NASTY = ["9" * 5000, "a\x00b", "\ud800", "\u2028\n\t"]


class TestPollPayments:
    async def test_asks_about_the_others_when_a_provider_has_left(self, stage: Stage) -> None:
        gone, paid = await stage.open("redemption:1"), await stage.open("redemption:2")
        await stage.pay(paid)
        await db.fetch("UPDATE payment SET provider = 'old' WHERE id = $1", gone.id)
        for _ in range(ROUNDS):
            await payments.poll_payments(now=stage.clock.pass_by(seconds=5))
        assert (await payments.payment(paid.id)).is_captured
        [row] = await db.fetch("SELECT next_query_at FROM payment WHERE id = $1", gone.id)
        assert (row["next_query_at"] - stage.clock()).total_seconds() > 10, "it backs off"

    async def test_lets_the_others_end_before_it_fails(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bad, paid = await stage.open("redemption:1"), await stage.open("redemption:2")
        await stage.pay(paid)
        asked = stage.gateway.query

        async def query(trade_no: str, *, now: object) -> object:
            if trade_no == bad.trade_no:
                raise OverflowError("a mistake of ours")
            return await asked(trade_no, now=now)  # type: ignore[arg-type]

        monkeypatch.setattr(stage.gateway, "query", query)
        with pytest.raises(OverflowError, match="of ours"):
            await payments.poll_payments(now=stage.clock.pass_by(seconds=10))
        assert (await payments.payment(paid.id)).is_captured


class TestSendRefunds:
    async def test_sends_the_others_when_a_provider_has_left(self, stage: Stage) -> None:
        first, second = [await stage.capture(f"redemption:{n}") for n in (1, 2)]
        gone, sent = [await stage.refund(one, f"r:{one.id}") for one in (first, second)]
        await db.fetch("UPDATE payment SET provider = 'old' WHERE id = $1", first.id)
        for _ in range(ROUNDS):
            await payments.send_refunds(now=stage.clock.pass_by(seconds=5))
        rows = await db.fetch("SELECT id, state, attempts FROM refund ORDER BY id")
        assert [row["state"] for row in rows] == ["requested", "done"]
        assert rows[0]["id"] == gone.id != sent.id
        assert 1 < rows[0]["attempts"] < ROUNDS / 2, "it backs off"


class TestApplyNotices:
    @pytest.mark.parametrize("provider", ["old", "fake"])
    async def test_applies_the_others_when_one_cannot_be(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch, provider: str
    ) -> None:
        """A provider has left, or reading trips over a mistake of ours."""
        opened = await stage.open()
        await db.fetch(BAD_NOTICE, provider, stage.clock())
        await stage.pay(opened)
        await stage.deliver()
        read = stage.gateway.read

        def reads(body: bytes) -> object:
            if body == b"bad":
                raise OverflowError("a mistake of ours")
            return read(body)

        monkeypatch.setattr(stage.gateway, "read", reads)
        taken = []
        for _ in range(ROUNDS):
            with contextlib.suppress(OverflowError):
                taken.append(await payments.apply_notices(now=stage.clock.pass_by(seconds=5)))
        assert (await payments.payment(opened.id)).is_captured
        [bad] = await db.fetch("SELECT * FROM payment_notice WHERE body = 'bad'")
        assert bad["applied_at"] is None
        assert (bad["due_at"] - stage.clock()).total_seconds() > 10, "it backs off"
        await _apply(stage, days=3)
        assert await results() == ["orphaned", "captured"]


async def _apply(stage: Stage, **later: float) -> None:
    with contextlib.suppress(OverflowError):
        await payments.apply_notices(now=stage.clock.pass_by(**later))


class TestWire:
    @pytest.mark.parametrize("told", NASTY)
    def test_keeps_of_a_number_what_a_column_holds(self, told: str) -> None:
        reply = wire.TransactionReply(
            appid="a", mchid="m", out_trade_no="L1", trade_state="SUCCESS",
            transaction_id=f"T{told}", amount=wire.Amount(total=2**70, currency="CNY"),
        )  # fmt: skip
        read = replies.transaction(reply, app_id="a", merchant="m")
        assert read.state is ChargeState.PAID
        assert read.remote_no.isprintable()
        assert len(read.remote_no) <= 64

    @pytest.mark.parametrize("told", NASTY)
    def test_takes_no_charge_under_a_number_that_cannot_be_ours(self, told: str) -> None:
        reply = wire.TransactionReply(
            appid="a", mchid="m", out_trade_no=f"L{told}", trade_state="NOTPAY"
        )
        with pytest.raises(OutcomeUnknown):
            replies.transaction(reply, app_id="a", merchant="m")

    @pytest.mark.parametrize("told", ["x" * 5000, "a\x00b"])
    def test_keeps_of_a_reason_what_a_column_holds(self, told: str) -> None:
        answer = Answer(400, msgspec.json.encode({"code": told}), {})
        refusal = replies.refusal(answer)
        assert refusal is not None
        assert refusal.code.isprintable()
        assert len(refusal.code) <= 60

    @pytest.mark.parametrize("told", ["", "x" * 81, "a\x00b"])
    def test_pays_under_no_number_that_cannot_be_kept(self, told: str) -> None:
        answer = Answer(200, msgspec.json.encode({"prepay_id": told}), {})
        with pytest.raises(OutcomeUnknown):
            replies.prepay_id(answer)

    def test_drops_an_instant_without_a_zone(self) -> None:
        body = b"""{"appid": "a", "mchid": "m", "out_trade_no": "L1",
            "trade_state": "SUCCESS", "transaction_id": "T",
            "success_time": "2026-11-21T12:00:00"}"""
        reply = replies.read(body, wire.TransactionReply)
        assert replies.transaction(reply, app_id="a", merchant="m").paid_at is None
