"""The provider's limits: a minute between two refunds of a payment, fifty in all."""

import asyncio

import pytest

from app import payments
from app.kit import db
from tests.payments.stage import AMOUNT_FEN, Stage, events


async def part(
    stage: Stage, payment: payments.PaymentView, fen: int, reference: str
) -> payments.RefundView:
    return await payments.refund(
        payment_id=payment.id, amount_fen=fen, reference=reference, reason="a flaw",
        now=stage.clock(),
    )  # fmt: skip


class TestPace:
    async def test_sends_two_parts_a_minute_apart(self, stage: Stage) -> None:
        captured = await stage.capture()
        for n in range(3):
            await part(stage, captured, 100, f"r:{n}")
        assert await payments.send_refunds(now=stage.clock()) == 1
        assert await payments.send_refunds(now=stage.clock.pass_by(seconds=59)) == 0
        assert await payments.send_refunds(now=stage.clock.pass_by(seconds=1)) == 1
        assert await payments.send_refunds(now=stage.clock.pass_by(seconds=60)) == 1
        assert [row["amount_fen"] for row in stage.truth("refunds")] == [100] * 3

    async def test_holds_among_workers_when_all_are_due_at_once(self, stage: Stage) -> None:
        captured = await stage.capture()
        for n in range(6):
            await part(stage, captured, 100, f"r:{n}")
        await db.fetch("UPDATE refund SET due_at = $1", stage.clock())
        calls = [payments.send_refunds(now=stage.clock()) for _ in range(6)]
        assert sum(await asyncio.gather(*calls)) == 1
        assert len(stage.truth("refunds")) == 1

    async def test_lets_a_lost_answer_be_repeated_sooner(self, stage: Stage) -> None:
        captured = await stage.capture()
        await part(stage, captured, 100, "r:1")
        stage.behave(fails_on="refund")
        await payments.send_refunds(now=stage.clock())
        stage.behave()
        assert await payments.send_refunds(now=stage.clock.pass_by(seconds=4)) == 1

    async def test_hurries_nobody_else(self, stage: Stage) -> None:
        first, second = [await stage.capture(f"redemption:{n}") for n in (1, 2)]
        await part(stage, first, 100, "r:1")
        await part(stage, second, 100, "r:2")
        assert await payments.send_refunds(now=stage.clock()) == 2


class TestMostRefunds:
    async def test_keeps_the_fiftieth_for_all_that_is_left(self, stage: Stage) -> None:
        captured = await stage.capture()
        for n in range(49):
            await part(stage, captured, 10, f"r:{n}")
        with pytest.raises(payments.TooManyRefunds):
            await part(stage, captured, 10, "r:49")
        last = await part(stage, captured, AMOUNT_FEN - 490, "r:rest")
        assert last.refund_no.endswith("-50")
        for _ in range(50):
            assert await payments.send_refunds(now=stage.clock.pass_by(minutes=1)) == 1
        assert len(await events("CashRefunded")) == 50
        assert sum(row["amount_fen"] for row in stage.truth("refunds")) == AMOUNT_FEN
