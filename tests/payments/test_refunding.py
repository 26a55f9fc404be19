"""What goes back is written down first, counted, and never more than came."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from app import payments
from app.kit import db
from tests.payments.stage import AMOUNT_FEN, Stage


async def part(
    stage: Stage, payment: payments.PaymentView, reference: str, amount_fen: int
) -> payments.RefundView:
    return await payments.refund(
        payment_id=payment.id,
        amount_fen=amount_fen,
        reference=reference,
        reason="failed",
        now=stage.clock(),
    )


class TestRefund:
    async def test_derives_its_number_and_sends_nothing(self, stage: Stage) -> None:
        captured = await stage.capture()
        refund = await stage.refund(captured)
        assert refund.refund_no == f"R{captured.trade_no}-1"
        assert refund.state == "requested"
        assert stage.truth("refunds") == []

    async def test_repeats_by_reference(self, stage: Stage) -> None:
        captured = await stage.capture()
        made = await asyncio.gather(*[stage.refund(captured) for _ in range(6)])
        assert made == [made[0]] * 6
        assert (await payments.payment(captured.id)).refunded_fen == AMOUNT_FEN

    async def test_refuses_another_amount_under_the_same_reference(self, stage: Stage) -> None:
        captured = await stage.capture()
        await part(stage, captured, "refund:7", 100)
        with pytest.raises(payments.RefundDiffers):
            await part(stage, captured, "refund:7", 200)

    async def test_never_gives_back_more_than_came(self, stage: Stage) -> None:
        captured = await stage.capture()
        parts = [part(stage, captured, f"part:{n}", 4000) for n in range(6)]
        done = await asyncio.gather(*parts, return_exceptions=True)
        refused = [one for one in done if isinstance(one, payments.RefundExceedsPayment)]
        assert len(refused) == 4
        assert refused[0].facts == {"amount_fen": 4000, "left_fen": 1900}
        made = await payments.refunds(captured.id)
        assert [one.refund_no[-2:] for one in made] == ["-1", "-2"]
        assert (await payments.payment(captured.id)).refunded_fen == 8000

    async def test_is_guarded_by_the_table_itself(self, stage: Stage) -> None:
        captured = await stage.capture()
        with pytest.raises(asyncpg.CheckViolationError):
            await db.fetch(
                "UPDATE payment SET refunded_fen = $2 WHERE id = $1",
                captured.id,
                AMOUNT_FEN + 1,
            )

    async def test_refuses_what_was_never_paid(self, stage: Stage) -> None:
        opened = await stage.open()
        with pytest.raises(payments.NotCaptured):
            await stage.refund(opened)

    async def test_leaves_no_trace_when_the_caller_fails(self, stage: Stage) -> None:
        captured = await stage.capture()
        with pytest.raises(ValueError):
            async with db.transaction():
                await stage.refund(captured)
                raise ValueError
        assert await payments.refunds(captured.id) == []
        assert (await payments.payment(captured.id)).refunded_fen == 0
        await payments.send_refunds(now=stage.clock() + timedelta(hours=1))
        assert stage.truth("refunds") == []
