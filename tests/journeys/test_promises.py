"""One journey per promise: delivered within 48 hours, or everything comes back, once."""

from datetime import timedelta

import pytest

from app import fulfilment, ledger, redemption
from app.ledger import Receipt
from tests.stage import Stage

DELIVERS_AT_ONCE = "13800000101"
BY_CALLBACK = "13800000201"
AFTER_A_MINUTE = "13800000301"
REJECTS = "13800000401"
FAILS_BUT_DELIVERS = "13800000501"
SILENT_BUT_DELIVERS = "13800000601"
SILENT = "13800000701"
TOO_LATE = "13800000801"
HALF = "13800000901"
PROMISE = 172_800


class TestDelivered:
    async def test_at_once(self, stage: Stage) -> None:
        await stage.member(points=2_000)
        placed = await stage.place("topup-50", account=DELIVERS_AT_ONCE)
        assert (placed.state, await stage.available()) == (redemption.State.PLACED, 1_500)
        await stage.work()
        assert await stage.state(placed) == "delivered"
        assert [line["submits"] for line in stage.deliveries()] == [1]

    @pytest.mark.parametrize(("account", "seconds"), [(BY_CALLBACK, 6), (AFTER_A_MINUTE, 700)])
    async def test_after_a_while(self, stage: Stage, account: str, seconds: int) -> None:
        await stage.member(points=500)
        placed = await stage.place("topup-50", account=account)
        await stage.work()
        assert await stage.state(placed) == "delivering"
        for _ in range(4):
            stage.clock.turn(seconds)
            await stage.work()
        assert await stage.state(placed) == "delivered"
        assert len(stage.deliveries()) == 1

    @pytest.mark.parametrize("account", [FAILS_BUT_DELIVERS, SILENT_BUT_DELIVERS])
    async def test_after_an_unknown_outcome_without_a_second_submit(
        self, stage: Stage, account: str
    ) -> None:
        await stage.member(points=500)
        placed = await stage.place("topup-50", account=account)
        await stage.work()
        for _ in range(4):
            stage.clock.turn(700)
            await stage.work()
        assert await stage.state(placed) == "delivered"
        assert len(stage.deliveries()) == 1
        assert len(await fulfilment.attempts(redemption_id=placed.id)) == 1

    async def test_by_ourselves_the_moment_it_is_placed(self, stage: Stage) -> None:
        await stage.member(points=50)
        placed = await stage.place("forest")
        await stage.work()
        assert await stage.state(placed) == "delivered"


class TestGivenBack:
    async def test_when_every_supplier_rejects(self, stage: Stage) -> None:
        await stage.member(points=500)
        placed = await stage.place("topup-50", account=REJECTS)
        await stage.work()
        tried = await fulfilment.attempts(redemption_id=placed.id)
        assert [one.supplier for one in tried] == ["fake-main", "fake-backup"]
        assert await stage.state(placed) == "refunded"
        assert await stage.available() == 500

    @pytest.mark.parametrize("account", [SILENT, TOO_LATE])
    async def test_at_the_deadline_and_not_a_second_before(
        self, stage: Stage, account: str
    ) -> None:
        await stage.member(points=500)
        placed = await stage.place("topup-50", account=account)
        await stage.relay()
        await stage.dispatch()
        stage.clock.turn(PROMISE - 1)
        await stage.watch()
        assert await stage.state(placed) == "delivering"
        stage.clock.turn(1)
        await stage.watch()
        assert await stage.state(placed) == "refunded"
        assert await stage.available() == 500
        assert await stage.watch() == 0

    async def test_not_even_when_a_watchdog_is_told_to(self, stage: Stage) -> None:
        await stage.member(points=500)
        placed = await stage.place("topup-50", account=SILENT)
        stage.clock.turn(PROMISE - 1)
        assert not await fulfilment.abandon(redemption_id=placed.id, now=stage.clock.now)
        stage.clock.turn(1)
        assert await fulfilment.abandon(redemption_id=placed.id, now=stage.clock.now)
        assert not await fulfilment.abandon(redemption_id=placed.id, now=stage.clock.now)

    async def test_when_a_silent_supplier_turns_out_not_to_know_it(self, stage: Stage) -> None:
        await stage.member(points=500)
        placed = await stage.place("topup-50", account=SILENT)
        await stage.work()
        for _ in range(12):
            stage.clock.turn(700)
            await stage.work(rounds=3)
        assert await stage.state(placed) == "refunded"
        assert await stage.available() == 500
        assert stage.deliveries() == []

    async def test_without_the_grace_that_a_silence_earns(self, stage: Stage) -> None:
        now = stage.clock.now
        await ledger.earn(
            member_id=1, points=5_000, reference="gift", now=now,
            receipt=Receipt(rule="gift"), expires_at=now + timedelta(days=1),
        )  # fmt: skip
        placed = await stage.place("topup-50", account="13800000000")
        await redemption.cancel(redemption_id=placed.id, member_id=1, now=now)
        (lot,) = await ledger.lots(1, now)
        assert (lot.points_left, lot.expires_at) == (5_000, now + timedelta(days=1))

    async def test_when_cancelled_before_anything_was_submitted(self, stage: Stage) -> None:
        await stage.member(points=100)
        placed = await stage.place("last-one", account=DELIVERS_AT_ONCE)
        assert await stage.stock("last-one") == (0, 1, 0)
        await redemption.cancel(redemption_id=placed.id, member_id=1, now=stage.clock.now)
        await stage.work()
        assert await stage.state(placed) == "cancelled"
        assert await stage.stock("last-one") == (1, 0, 0)
        assert (await stage.available(), stage.deliveries()) == (100, [])


class TestPersonDecides:
    async def test_a_success_after_the_refund_captures_nothing(self, stage: Stage) -> None:
        await stage.member(points=500)
        placed = await stage.place("topup-50", account=TOO_LATE)
        await stage.relay()
        await stage.dispatch()
        stage.clock.turn(PROMISE)
        await stage.watch()
        stage.clock.turn(7_200)
        await stage.work()
        assert await stage.state(placed) == "refunded"
        assert await stage.available() == 500
        assert await stage.cases() == ["unknown_at_deadline", "late_success_after_refund"]
        open_ones = (await fulfilment.cases(is_open=True)).items
        assert [case.kind.value for case in open_ones] == ["late_success_after_refund"]
        waited = await fulfilment.case(1)
        assert waited.resolution == "The supplier answered later: delivered."

    async def test_a_half_delivery_is_never_refunded_by_a_machine(self, stage: Stage) -> None:
        await stage.member(points=500)
        placed = await stage.place("topup-50", account=HALF)
        await stage.work()
        for _ in range(3):
            stage.clock.turn(700)
            await stage.work()
        stage.clock.turn(PROMISE)
        await stage.watch()
        assert await stage.state(placed) == "attention"
        assert (await stage.available(), await stage.cases()) == (0, ["partial_delivery"])
