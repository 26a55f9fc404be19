"""A lost notice costs a delay; an unpaid payment is closed at the provider, then here."""

import asyncio
from datetime import datetime, timedelta

import msgspec
import pytest

from app import payments
from app.kit import db
from app.payments import policy
from tests.payments.stage import AMOUNT_FEN, Stage, events


class TestPollPayments:
    async def test_finds_a_payment_whose_notice_was_lost(self, stage: Stage) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        paid_at = stage.clock()
        assert await payments.poll_payments(now=stage.clock()) == 0
        assert await payments.poll_payments(now=stage.clock.pass_by(seconds=10)) == 1
        captured = await payments.payment(opened.id)
        assert (captured.is_captured, captured.captured_at) == (True, paid_at)
        assert len(await events("PaymentCaptured")) == 1

    async def test_asks_more_and_more_rarely(self, stage: Stage) -> None:
        await stage.open()
        asked = []
        for second in range(0, 600, 5):
            at = stage.clock() + timedelta(seconds=second)
            if await payments.poll_payments(now=at):
                asked.append(second)
        assert asked == [10, 20, 30, 45, 70, 105, 160, 240, 360, 540]

    async def test_closes_what_nobody_paid(self, stage: Stage) -> None:
        opened = await stage.open()
        await payments.poll_payments(now=stage.clock.pass_by(minutes=15))
        assert (await payments.payment(opened.id)).state == "closed"
        assert stage.truth("charges")[0]["state"] == "CLOSED"

    async def test_closes_what_the_provider_never_heard_of(self, stage: Stage) -> None:
        opened = await stage.open_only()
        assert await payments.poll_payments(now=stage.clock.pass_by(minutes=14)) == 0
        await payments.poll_payments(now=stage.clock.pass_by(minutes=1))
        assert (await payments.payment(opened.id)).state == "closed"

    async def test_captures_what_was_paid_at_the_last_moment(self, stage: Stage) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        await payments.poll_payments(now=stage.clock.pass_by(minutes=15))
        captured = await payments.payment(opened.id)
        assert (captured.is_captured, captured.is_late) == (True, False)

    @pytest.mark.parametrize(
        "fault",
        [{"fails_on": "query"}, {"is_forging": True}],
    )
    async def test_believes_nothing_else(self, stage: Stage, fault: dict[str, object]) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        stage.behave(**fault)
        await payments.poll_payments(now=stage.clock.pass_by(seconds=10))
        assert (await payments.payment(opened.id)).is_open
        stage.behave()
        await payments.poll_payments(now=stage.clock.pass_by(seconds=10))
        assert (await payments.payment(opened.id)).is_captured

    @pytest.mark.parametrize(
        ("fault", "said"),
        [
            ({"adds_fen": 1}, (AMOUNT_FEN + 1, "CNY")),
            ({"adds_fen": 2**62}, (10**12, "CNY")),
            ({"currency": "USD"}, (AMOUNT_FEN, "USD")),
        ],
    )
    async def test_tells_once_of_other_money_and_asks_no_more(
        self, stage: Stage, fault: dict[str, object], said: tuple[int, str]
    ) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        stage.behave(**fault)
        assert await payments.poll_payments(now=stage.clock.pass_by(seconds=10)) == 1
        await payments.close(payment_id=opened.id, now=stage.clock.pass_by(minutes=20))
        assert await payments.poll_payments(now=stage.clock.pass_by(hours=1)) == 0
        assert (await payments.payment(opened.id)).is_open
        [told] = await events("PaymentMismatch")
        event = msgspec.json.decode(told, type=payments.PaymentMismatch)
        assert (event.payment_id, event.amount_fen) == (opened.id, AMOUNT_FEN)
        assert (event.said_fen, event.said_currency) == said

    async def test_hears_once_by_notice_poll_and_close_together(self, stage: Stage) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        await stage.deliver()
        now = stage.clock.pass_by(seconds=10)
        await asyncio.gather(
            payments.apply_notices(now=now),
            payments.poll_payments(now=now),
            payments.close(payment_id=opened.id, now=now),
            payments.apply_notices(now=now),
            payments.close(payment_id=opened.id, now=now),
        )
        assert (await payments.payment(opened.id)).is_captured
        assert len(await events("PaymentCaptured")) == 1


class TestClose:
    async def test_closes_there_and_here(self, stage: Stage) -> None:
        opened = await stage.open()
        closed = await payments.close(payment_id=opened.id, now=stage.clock())
        assert (closed.state, closed.closed_at) == ("closed", stage.clock())
        assert stage.truth("charges")[0]["state"] == "CLOSED"
        assert await payments.close(payment_id=opened.id, now=stage.clock()) == closed

    async def test_captures_what_turns_out_to_be_paid(self, stage: Stage) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        assert (await payments.close(payment_id=opened.id, now=stage.clock())).is_captured
        assert len(await events("PaymentCaptured")) == 1

    async def test_is_finished_by_the_poll_when_no_answer_came(self, stage: Stage) -> None:
        opened = await stage.open()
        stage.behave(fails_on="close")
        assert (await payments.close(payment_id=opened.id, now=stage.clock())).is_open
        with pytest.raises(payments.PaymentOver):
            await payments.prepare(payment_id=opened.id, now=stage.clock())
        stage.behave()
        await payments.poll_payments(now=stage.clock.pass_by(seconds=10))
        assert (await payments.payment(opened.id)).state == "closed"

    async def test_finds_the_money_although_closing_is_not_answered(self, stage: Stage) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        stage.behave(fails_on="close")
        assert (await payments.close(payment_id=opened.id, now=stage.clock())).is_captured

    async def test_does_not_undo_a_late_payment(self, stage: Stage) -> None:
        opened = await stage.open()
        await stage.pay(opened)
        # As if the provider had said closed, and the money came all the same.
        await db.fetch(
            "UPDATE payment SET state = 'closed', closed_at = $1, next_query_at = NULL",
            stage.clock(),
        )
        await stage.deliver()
        await payments.apply_notices(now=stage.clock.pass_by(seconds=1))
        late = await payments.payment(opened.id)
        assert (late.is_captured, late.is_late) == (True, True)
        [told] = await events("PaymentCaptured")
        assert '"is_late": true' in told
        assert (await stage.refund(late)).amount_fen == AMOUNT_FEN


class TestNextQueryAt:
    def test_never_skips_the_end(self, now: datetime) -> None:
        ends = now + timedelta(minutes=15)
        at = now + timedelta(minutes=14, seconds=59)
        assert policy.next_query_at(created_at=now, expires_at=ends, now=at) == ends

    def test_goes_on_after_the_end(self, now: datetime) -> None:
        later = policy.next_query_at(
            created_at=now - timedelta(days=9), expires_at=now, now=now
        )
        assert later == now + timedelta(minutes=10)
