"""Points and cash: paid and refunded in both legs, each to its source, once."""

from datetime import timedelta

import pytest

from app import fulfilment, payments, redemption
from app.kit import db
from app.kit.errors import NotFound
from tests.journeys.conftest import pay
from tests.payments.stage import Stage as Bank
from tests.stage import Stage

DELIVERS_AT_ONCE = "13800000101"
REJECTS = "13800000401"
SILENT = "13800000701"
EARNS, EARNS_THE_REST = 79, 69  # A point for each yuan that is kept.
POINTS, CASH_FEN = 3_192, 7_980  # 80 % of 399.00 yuan at ten fen a point; the rest in cash.


def refunded_by_the_bank(bank: Bank) -> list[int]:
    return [line["amount_fen"] for line in bank.truth("refunds")]


class TestScarf:
    async def test_is_owed_only_when_paid_and_then_delivered(
        self, stage: Stage, bank: Bank
    ) -> None:
        await stage.member(points=5_000)
        placed = await stage.place("scarf", account=DELIVERS_AT_ONCE)
        assert (placed.points, placed.cash_fen) == (POINTS, CASH_FEN)
        assert (placed.state.value, placed.promise_due_at) == ("awaiting_payment", None)
        await stage.work(rounds=2)
        assert stage.deliveries() == []
        await pay(bank, placed)
        stage.clock.turn(30)
        await stage.work()
        assert await stage.state(placed) == "delivered"
        assert await stage.available() == 5_000 - POINTS + EARNS

    async def test_comes_back_in_both_legs_when_rejected(
        self, stage: Stage, bank: Bank
    ) -> None:
        await stage.member(points=5_000)
        placed = await stage.place("scarf", account=REJECTS)
        await pay(bank, placed)
        stage.clock.turn(30)
        await stage.work(rounds=10)
        assert await stage.state(placed) == "refunded"
        assert await stage.available() == 5_000
        assert refunded_by_the_bank(bank) == [CASH_FEN]

    async def test_comes_back_in_both_legs_after_silence(
        self, stage: Stage, bank: Bank
    ) -> None:
        await stage.member(points=5_000)
        placed = await stage.place("scarf", account=SILENT)
        await pay(bank, placed)
        stage.clock.turn(30)
        await payments.poll_payments(now=stage.clock.now)
        await stage.relay()
        await stage.relay()
        await stage.dispatch()
        paid = await redemption.redemption(placed.id, member_id=None)
        assert paid.promise_due_at is not None
        stage.clock.now = paid.promise_due_at
        await stage.watch()
        assert await stage.state(placed) == "refunding"
        assert await stage.available() == 5_000
        await stage.work()
        assert await stage.state(placed) == "refunded"
        assert refunded_by_the_bank(bank) == [CASH_FEN]

    async def test_is_withdrawn_when_not_paid_in_time(self, stage: Stage, bank: Bank) -> None:
        await stage.member(points=5_000)
        placed = await stage.place("scarf", account=DELIVERS_AT_ONCE)
        stage.clock.turn(899)
        assert await redemption.jobs.cancel_unpaid(now=stage.clock.now) == 0
        stage.clock.turn(1)
        assert await redemption.jobs.cancel_unpaid(now=stage.clock.now) == 1
        assert await stage.state(placed) == "cancelled"
        assert await stage.available() == 5_000
        assert await stage.stock("scarf") == (5, 0, 0)

    async def test_a_payment_after_the_cancellation_goes_back_once(
        self, stage: Stage, bank: Bank
    ) -> None:
        await stage.member(points=5_000)
        placed = await stage.place("scarf", account=DELIVERS_AT_ONCE)
        await pay(bank, placed)
        await redemption.cancel(redemption_id=placed.id, member_id=1, now=stage.clock.now)
        stage.clock.turn(30)
        await stage.work(rounds=10)
        assert await stage.state(placed) == "cancelled"
        assert refunded_by_the_bank(bank) == [CASH_FEN]
        assert await stage.cases() == ["late_payment"]
        assert stage.deliveries() == []

    async def test_a_late_payment_told_twice_goes_back_once(
        self, stage: Stage, bank: Bank
    ) -> None:
        await stage.member(points=5_000)
        placed = await stage.place("scarf", account=DELIVERS_AT_ONCE)
        await pay(bank, placed)
        await redemption.cancel(redemption_id=placed.id, member_id=1, now=stage.clock.now)
        stage.clock.turn(30)
        await payments.poll_payments(now=stage.clock.now)
        assert placed.payment_id is not None
        told = [
            await redemption.settle_payment(
                redemption_id=placed.id, payment_id=placed.payment_id,
                captured_at=stage.clock.now, now=stage.clock.now,
            )
            for _ in range(2)
        ]  # fmt: skip
        assert told == [True, False]

    async def test_the_promise_counts_from_our_clock_when_theirs_is_ahead(
        self, stage: Stage, bank: Bank
    ) -> None:
        await stage.member(points=5_000)
        placed = await stage.place("scarf", account=DELIVERS_AT_ONCE)
        await pay(bank, placed)
        stage.clock.turn(30)
        await payments.poll_payments(now=stage.clock.now)
        assert placed.payment_id is not None
        await redemption.settle_payment(
            redemption_id=placed.id, payment_id=placed.payment_id,
            captured_at=stage.clock.now + timedelta(hours=1), now=stage.clock.now,
        )  # fmt: skip
        assert (
            await redemption.redemption(placed.id, member_id=None)
        ).paid_at == stage.clock.now

    async def test_cash_whose_news_was_lost_is_found_before_the_time_is_over(
        self, stage: Stage, bank: Bank
    ) -> None:
        await stage.member(points=5_000)
        placed = await stage.place("scarf", account=DELIVERS_AT_ONCE)
        await pay(bank, placed)
        stage.clock.turn(30)
        await payments.poll_payments(now=stage.clock.now)
        await db.fetch("DELETE FROM outbox_event")  # As a dead letter would be.
        stage.clock.turn(900)
        assert await redemption.jobs.cancel_unpaid(now=stage.clock.now) == 0
        assert await stage.state(placed) == "placed"

    async def test_an_operator_refunds_a_part_and_then_the_rest(
        self, stage: Stage, bank: Bank
    ) -> None:
        await stage.member(points=5_000)
        placed = await stage.place("scarf", account=DELIVERS_AT_ONCE)
        await pay(bank, placed)
        stage.clock.turn(30)
        await stage.work()
        first = await redemption.refund(
            redemption_id=placed.id, reason="a flaw", actor="ops", points=1_000, cash_fen=980,
            now=stage.clock.now,
        )  # fmt: skip
        await stage.work()
        assert (first, await stage.available()) == (
            "delivered", 5_000 - POINTS + 1_000 + EARNS_THE_REST
        )  # fmt: skip
        await redemption.refund(
            redemption_id=placed.id, reason="returned", actor="ops", now=stage.clock.now
        )
        stage.clock.turn(60)
        await stage.work(rounds=8)
        assert await stage.state(placed) == "refunded"
        assert await stage.available() == 5_000
        assert sorted(refunded_by_the_bank(bank)) == [980, CASH_FEN - 980]


class TestCardCode:
    async def test_is_shown_to_its_owner_only_and_every_showing_is_written_down(
        self, stage: Stage
    ) -> None:
        await stage.member(points=900)
        await fulfilment.add_codes(
            product_slug="gamecard-30", codes=[("CARD-0001-0001", "s3cret", None)],
            source="import", now=stage.clock.now,
        )  # fmt: skip
        placed = await stage.place("gamecard-30")
        await stage.work(rounds=2)
        bought = await stage.place("gamecard-30")
        await stage.work(rounds=2)
        shown = await fulfilment.reveal(
            redemption_id=placed.id, member_id=1, address_masked=None, now=stage.clock.now
        )
        assert [(one.number, one.password) for one in shown] == [("CARD-0001-0001", "s3cret")]
        with pytest.raises(NotFound):
            await fulfilment.reveal(
                redemption_id=placed.id, member_id=2, address_masked=None, now=stage.clock.now
            )
        tracked = await fulfilment.track(redemption_id=placed.id, member_id=1)
        assert tracked.delivery.revealed_at == stage.clock.now
        # The second came from the supplier, since our own codes were used up.
        assert await stage.state(bought) == "delivered"
        assert len(stage.deliveries()) == 1
