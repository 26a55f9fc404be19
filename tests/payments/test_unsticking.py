"""A refund in a person's hands: no machine sends it, and it is paid one way only."""

from datetime import timedelta

import pytest

from app import payments, subscriptions
from app.kit import db
from app.payments import NotStuck, RefundHeld, RefundMaybePaid
from tests.payments.stage import Stage, events, results


@pytest.fixture
async def stuck(stage: Stage) -> payments.RefundView:
    """A refund that the provider refused twelve times and does not know."""
    refund = await stage.refund(await stage.capture())
    stage.behave(refuses_refunds="NOT_ENOUGH")
    for _ in range(12):
        await payments.send_refunds(now=stage.clock.pass_by(hours=1))
    stage.behave()
    assert await state() == "stuck"
    return refund


async def state() -> str:
    [row] = await db.fetch("SELECT state FROM refund")
    return str(row["state"])


async def hold(stage: Stage, refund: payments.RefundView) -> None:
    until = stage.clock() + timedelta(hours=24)
    await payments.hold_refund(refund_id=refund.id, until=until, now=stage.clock())


class TestRetry:
    async def test_alone_lets_it_be_sent_and_only_once(
        self, stage: Stage, stuck: payments.RefundView
    ) -> None:
        assert await payments.send_refunds(now=stage.clock.pass_by(hours=12)) == 1
        assert stage.truth("refunds") == []
        stage.behave(refuses_refunds="NOT_ENOUGH")
        await payments.retry_refund(refund_id=stuck.id, now=stage.clock())
        await payments.send_refunds(now=stage.clock.pass_by(minutes=1))
        stage.behave()
        for _ in range(3):
            assert await payments.send_refunds(now=stage.clock.pass_by(hours=12)) == 1
        assert (stage.truth("refunds"), await state()) == ([], "stuck")
        await payments.retry_refund(refund_id=stuck.id, now=stage.clock())
        await payments.send_refunds(now=stage.clock.pass_by(minutes=1))
        assert (len(stage.truth("refunds")), await state()) == (1, "done")

    async def test_waits_while_it_may_have_been_paid_otherwise(
        self, stage: Stage, stuck: payments.RefundView
    ) -> None:
        await payments.retry_refund(refund_id=stuck.id, now=stage.clock())
        await hold(stage, stuck)
        with pytest.raises(RefundHeld):
            await payments.retry_refund(refund_id=stuck.id, now=stage.clock())
        assert await payments.send_refunds(now=stage.clock.pass_by(minutes=1)) == 1
        assert stage.truth("refunds") == []
        await payments.release_refund(refund_id=stuck.id)
        await payments.retry_refund(refund_id=stuck.id, now=stage.clock())

    async def test_is_free_again_when_nobody_decides(
        self, stage: Stage, stuck: payments.RefundView
    ) -> None:
        await hold(stage, stuck)
        await payments.retry_refund(refund_id=stuck.id, now=stage.clock.pass_by(hours=24))


class TestPaidOtherwise:
    async def test_needs_the_providers_word_that_it_did_not_pay(
        self, stage: Stage, stuck: payments.RefundView
    ) -> None:
        await hold(stage, stuck)
        with pytest.raises(RefundMaybePaid):
            await payments.settle_refund(refund_id=stuck.id, now=stage.clock())
        assert await payments.send_refunds(now=stage.clock.pass_by(minutes=1)) == 1
        await payments.settle_refund(refund_id=stuck.id, now=stage.clock.pass_by(minutes=1))
        assert (await state(), stage.truth("refunds")) == ("done", [])

    async def test_never_ends_what_was_sent_and_not_answered(
        self, stage: Stage, stuck: payments.RefundView
    ) -> None:
        await payments.send_refunds(now=stage.clock.pass_by(hours=12))  # Not paid, it says.
        await payments.retry_refund(refund_id=stuck.id, now=stage.clock())
        stage.impatient()
        stage.behave(silent_on="refund")
        await payments.send_refunds(now=stage.clock.pass_by(minutes=1))
        assert len(stage.truth("refunds")) == 1
        await hold(stage, stuck)
        with pytest.raises(RefundMaybePaid):
            await payments.settle_refund(refund_id=stuck.id, now=stage.clock.pass_by(minutes=5))
        stage.behave()
        stage.patient()
        await payments.send_refunds(now=stage.clock())
        assert await state() == "done"
        with pytest.raises(NotStuck):
            await payments.settle_refund(refund_id=stuck.id, now=stage.clock())
        assert len(await events("CashRefunded")) == 1

    @pytest.mark.parametrize("is_told", [True, False])
    async def test_and_paid_by_the_provider_opens_a_case_once(
        self, stage: Stage, is_told: bool
    ) -> None:
        refund = await stage.refund(await stage.capture())
        stage.behave(refund_status="ABNORMAL")
        await payments.send_refunds(now=stage.clock())
        await payments.settle_refund(refund_id=refund.id, now=stage.clock.pass_by(minutes=2))
        stage.behave()
        stage.psp.bank.truth.end_refund(refund.refund_no, "SUCCESS", stage.clock())
        if is_told:
            await stage.deliver(3)  # Paid, abnormal, and settled after all.
            await payments.apply_notices(now=stage.clock())
            assert "repeat" not in (await results())[1:]
        else:
            stage.clock.pass_by(hours=12)
        assert await payments.send_refunds(now=stage.clock()) == 1
        [told] = await events("RefundPaidTwice")
        await subscriptions.handle("RefundPaidTwice", told.encode(), now=stage.clock())
        [case] = await db.fetch("SELECT kind, reference FROM case_file")
        assert tuple(case) == ("contradiction", f"refund:{refund.id}")
        assert await payments.send_refunds(now=stage.clock.pass_by(days=9)) == 0
        assert (await state(), len(await events("CashRefunded"))) == ("done", 1)

    async def test_is_asked_about_more_and_more_rarely(
        self, stage: Stage, stuck: payments.RefundView
    ) -> None:
        await payments.send_refunds(now=stage.clock.pass_by(hours=12))
        await payments.settle_refund(refund_id=stuck.id, now=stage.clock.pass_by(minutes=1))
        asked = 0
        for _ in range(60):
            asked += await payments.send_refunds(now=stage.clock.pass_by(hours=12))
        assert asked == 6
        assert stage.truth("refunds") == []


class TestNoEnd:
    @pytest.mark.parametrize(
        "fault", [{"fails_on": "refund"}, {"is_forging": True}, {"refund_status": "PROCESSING"}]
    )
    async def test_is_told_once_after_a_day_and_asked_about_further(
        self, stage: Stage, fault: dict[str, object]
    ) -> None:
        refund = await stage.refund(await stage.capture())
        stage.behave(**fault)
        for _ in range(23):
            await payments.send_refunds(now=stage.clock.pass_by(hours=1))
        assert await events("RefundStuck") == []
        for _ in range(20):
            await payments.send_refunds(now=stage.clock.pass_by(hours=2))
        [told] = await events("RefundStuck")
        assert "no_end_in_a_day" in told
        assert await state() in ("requested", "processing")
        stage.behave()
        stage.psp.bank.truth.end_refund(refund.refund_no, "SUCCESS", stage.clock())
        await payments.send_refunds(now=stage.clock.pass_by(hours=1))
        assert await state() == "done"


async def test_each_stuck_refund_of_a_redemption_has_its_case(
    stage: Stage, stuck: payments.RefundView
) -> None:
    [told] = await events("RefundStuck")
    other = told.replace('"refund_id": 1,', '"refund_id": 2,').replace(
        '"refund_id":1,', '"refund_id":2,'
    )
    assert other != told
    for one in (told, other, told):
        await subscriptions.handle("RefundStuck", one.encode(), now=stage.clock())
    found = await db.fetch("SELECT reference FROM case_file ORDER BY id")
    assert [row["reference"] for row in found] == ["refund:1", "refund:2"]
