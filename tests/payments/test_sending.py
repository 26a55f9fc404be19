"""One refund at the provider for each of ours, whatever breaks on the way."""

import asyncio
from contextvars import Context
from datetime import datetime

import pytest

from app import payments
from app.kit import db
from app.payments import service
from app.payments.schemas import RefundState
from tests.payments.stage import AMOUNT_FEN, Stage, events


@pytest.fixture
async def requested(stage: Stage) -> payments.RefundView:
    """A refund that nobody has sent yet."""
    return await stage.refund(await stage.capture())


async def state(refund: payments.RefundView) -> RefundState:
    found = await payments.refund_for(refund.reference)
    assert found is not None
    return found.state


class TestSendRefunds:
    async def test_gives_the_cash_back_and_tells_once(
        self, stage: Stage, requested: payments.RefundView
    ) -> None:
        assert await payments.send_refunds(now=stage.clock()) == 1
        [there] = stage.truth("refunds")
        assert (there["refund_no"], there["amount_fen"]) == (requested.refund_no, AMOUNT_FEN)
        assert await state(requested) == "done"
        assert await payments.send_refunds(now=stage.clock.pass_by(hours=1)) == 0
        assert len(await events("CashRefunded")) == 1

    async def test_is_sent_by_one_of_two_workers(
        self, stage: Stage, requested: payments.RefundView
    ) -> None:
        taken = await asyncio.gather(
            *[payments.send_refunds(now=stage.clock()) for _ in range(4)]
        )
        assert sum(taken) == 1
        assert [row["requests"] for row in stage.truth("refunds")] == [1]
        assert len(await events("CashRefunded")) == 1

    async def test_repeats_the_number_after_an_answer_that_never_came(
        self, stage: Stage, requested: payments.RefundView
    ) -> None:
        stage.impatient()
        stage.behave(silent_on="refund")
        await payments.send_refunds(now=stage.clock())
        assert await state(requested) == "requested"
        assert await payments.send_refunds(now=stage.clock()) == 0
        stage.behave()
        stage.patient()
        await payments.send_refunds(now=stage.clock.pass_by(seconds=4))
        [there] = stage.truth("refunds")
        assert (there["requests"], await state(requested)) == (2, "done")
        assert len(await events("CashRefunded")) == 1

    @pytest.mark.parametrize("fault", [{"fails_on": "refund"}, {"is_forging": True}])
    async def test_takes_a_bad_answer_for_no_answer(
        self, stage: Stage, requested: payments.RefundView, fault: dict[str, object]
    ) -> None:
        stage.behave(**fault)
        await payments.send_refunds(now=stage.clock())
        assert (await state(requested), await events("CashRefunded")) == ("requested", [])

    async def test_asks_about_what_is_under_way(
        self, stage: Stage, requested: payments.RefundView
    ) -> None:
        stage.behave(refund_status="PROCESSING")
        await payments.send_refunds(now=stage.clock())
        assert await state(requested) == "processing"
        await payments.send_refunds(now=stage.clock.pass_by(minutes=1))
        assert await state(requested) == "processing"
        end(stage, requested, "SUCCESS")
        await payments.send_refunds(now=stage.clock.pass_by(minutes=1))
        assert await state(requested) == "done"
        assert [row["requests"] for row in stage.truth("refunds")] == [1]
        assert len(await events("CashRefunded")) == 1

    async def test_is_hastened_by_a_notice(
        self, stage: Stage, requested: payments.RefundView
    ) -> None:
        stage.behave(refund_status="PROCESSING")
        await payments.send_refunds(now=stage.clock())
        await stage.deliver()  # Of the payment.
        end(stage, requested, "SUCCESS")
        await stage.deliver()
        await payments.apply_notices(now=stage.clock())
        assert await payments.send_refunds(now=stage.clock()) == 1
        assert await state(requested) == "done"

    @pytest.mark.parametrize("status", ["ABNORMAL", "CLOSED"])
    async def test_never_calls_done_what_the_provider_gave_up(
        self, stage: Stage, requested: payments.RefundView, status: str
    ) -> None:
        stage.behave(refund_status="PROCESSING")
        await payments.send_refunds(now=stage.clock())
        end(stage, requested, status)
        await payments.send_refunds(now=stage.clock.pass_by(hours=1))
        assert await state(requested) == "stuck"
        assert await payments.send_refunds(now=stage.clock.pass_by(hours=11)) == 0
        assert await payments.send_refunds(now=stage.clock.pass_by(hours=1)) == 1
        assert (len(await events("RefundStuck")), await events("CashRefunded")) == (1, [])
        assert [row["requests"] for row in stage.truth("refunds")] == [1]

    async def test_calls_a_person_after_twelve_refusals(
        self, stage: Stage, requested: payments.RefundView
    ) -> None:
        stage.behave(refuses_refunds="NOT_ENOUGH")
        for _ in range(11):
            await payments.send_refunds(now=stage.clock.pass_by(hours=1))
        assert await state(requested) == "requested"
        await payments.send_refunds(now=stage.clock.pass_by(hours=1))
        assert await state(requested) == "stuck"
        assert len(await events("RefundStuck")) == 1
        stage.behave()  # Somebody has filled the account, and says so.
        await payments.retry_refund(refund_id=requested.id, now=stage.clock())
        await payments.send_refunds(now=stage.clock.pass_by(minutes=1))
        assert await state(requested) == "done"
        assert len(await events("CashRefunded")) == 1

    async def test_hears_of_what_a_person_settled_at_the_provider(
        self, stage: Stage, requested: payments.RefundView
    ) -> None:
        stage.behave(refund_status="ABNORMAL")
        await payments.send_refunds(now=stage.clock())
        assert await state(requested) == "stuck"
        end(stage, requested, "SUCCESS")
        await stage.deliver(3)  # Paid, abnormal, and settled after all.
        await payments.apply_notices(now=stage.clock())
        await payments.send_refunds(now=stage.clock())
        assert (await state(requested), len(await events("CashRefunded"))) == ("done", 1)
        assert [row["requests"] for row in stage.truth("refunds")] == [1]

    async def test_calls_a_person_when_its_provider_has_left_and_ends_when_it_is_back(
        self, stage: Stage, requested: payments.RefundView
    ) -> None:
        payments.install({"other": stage.gateway})
        for _ in range(12):
            await payments.send_refunds(now=stage.clock.pass_by(hours=1))
        assert await state(requested) == "stuck"
        [told] = await events("RefundStuck")
        assert "provider_not_configured" in told
        payments.install({"fake": stage.gateway})
        await payments.retry_refund(refund_id=requested.id, now=stage.clock())
        await payments.send_refunds(now=stage.clock.pass_by(hours=12))
        assert await state(requested) == "done"

    async def test_never_gives_up_on_silence(
        self, stage: Stage, requested: payments.RefundView
    ) -> None:
        stage.behave(fails_on="refund")
        for _ in range(15):
            await payments.send_refunds(now=stage.clock.pass_by(hours=2))
        assert await state(requested) == "requested"
        stage.behave()
        await payments.send_refunds(now=stage.clock.pass_by(hours=2))
        assert await state(requested) == "done"


class TestLease:
    async def test_survives_a_kill_before_the_answer_is_written(
        self, stage: Stage, requested: payments.RefundView
    ) -> None:
        [lease] = await service.claim_refunds(now=stage.clock(), most=8)
        await service.ask(lease, now=stage.clock())  # And here the worker dies.
        assert await payments.send_refunds(now=stage.clock.pass_by(seconds=59)) == 0
        assert await payments.send_refunds(now=stage.clock.pass_by(seconds=2)) == 1
        [there] = stage.truth("refunds")
        assert (there["requests"], await state(requested)) == (2, "done")
        assert len(await events("CashRefunded")) == 1

    async def test_leaves_alone_what_another_is_just_claiming(
        self, stage: Stage, requested: payments.RefundView
    ) -> None:
        async with db.transaction():
            assert len(await service.claim_refunds(now=stage.clock(), most=8)) == 1
            # A context of its own, so that it does not join this transaction.
            other = asyncio.create_task(
                service.claim_refunds(now=stage.clock(), most=8), context=Context()
            )
            assert await other == []

    async def test_fences_a_worker_that_slept(
        self, stage: Stage, requested: payments.RefundView
    ) -> None:
        [slept] = await service.claim_refunds(now=stage.clock(), most=8)
        answer = await service.ask(slept, now=stage.clock())
        [other] = await service.claim_refunds(now=stage.clock.pass_by(seconds=61), most=8)
        assert not await service.record(slept, answer, now=stage.clock())
        await service.put_off(slept, "slept", now=stage.clock())
        assert await leased() == other.lease_token
        assert await service.record(other, answer, now=stage.clock())
        assert not await service.record(other, answer, now=stage.clock())
        assert len(await events("CashRefunded")) == 1

    async def test_does_not_call_done_a_refund_of_another_amount(
        self, stage: Stage, requested: payments.RefundView
    ) -> None:
        [lease] = await service.claim_refunds(now=stage.clock(), most=8)
        answer = await service.ask(lease, now=stage.clock())
        wrong = type(answer)(state=answer.state, amount_fen=1)
        await service.record(lease, wrong, now=stage.clock())
        assert (await state(requested), await events("CashRefunded")) == ("stuck", [])

    async def test_refuses_inside_a_transaction(
        self, stage: Stage, requested: payments.RefundView, now: datetime
    ) -> None:
        [lease] = await service.claim_refunds(now=stage.clock(), most=8)
        with pytest.raises(db.NetworkInsideTransaction):
            async with db.transaction():
                await service.ask(lease, now=now)
        assert stage.truth("refunds") == []


def end(stage: Stage, refund: payments.RefundView, status: str) -> None:
    stage.psp.bank.truth.end_refund(refund.refund_no, status, stage.clock())


async def leased() -> str | None:
    [row] = await db.fetch("SELECT lease_token FROM refund")
    token: str | None = row["lease_token"]
    return token
