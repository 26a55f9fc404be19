"""What a month comes to: the sums, the contract that counts, two people, and then for good."""

from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import fulfilment, redemption, settlement
from app.fulfilment import AttemptView
from app.kit import db
from app.kit.errors import InvalidInput
from app.settlement import MonthJustOver, MonthView, NoContract, NotADraft, NothingNew, bps
from app.settlement.policy import share_fen
from suppliers import Rejected
from tests.stage import Stage

from .conftest import SUPPLIER, ZONE, Deliver, Import, csv_of, line_of

NOVEMBER = date(2026, 11, 1)
BEGIN = datetime(2026, 10, 31, 16, tzinfo=UTC)


async def agree(share: int = 2_000, since: datetime = BEGIN) -> None:
    await settlement.set_contract(
        supplier=SUPPLIER, profit_share_bps=share, valid_from=since, note="signed",
        actor="operator:1", now=BEGIN,
    )  # fmt: skip


async def draft(stage: Stage) -> MonthView:
    stage.clock.turn(1)
    return await settlement.draft_month(
        supplier=SUPPLIER, month=NOVEMBER, zone=ZONE, actor="operator:1", now=stage.clock.now
    )


async def issue(month: MonthView, stage: Stage) -> MonthView:
    await settlement.submit_month(month_id=month.id)
    return await settlement.issue_month(
        month_id=month.id, actor="operator:2", now=stage.clock.now
    )


async def give_back(attempt: AttemptView, stage: Stage, *, points: int) -> None:
    await redemption.refund(
        redemption_id=attempt.redemption_id, points=points, cash_fen=0, reason="broken",
        actor="system", now=stage.clock.now,
    )  # fmt: skip


async def cost(attempt: AttemptView, fen: int) -> None:
    await db.fetch("UPDATE attempt SET cost_fen = $2 WHERE id = $1", attempt.id, fen)


class TestSums:
    async def test_a_delivery_brings_its_points_and_costs_its_cost(
        self, stage: Stage, deliver: Deliver
    ) -> None:
        await agree()
        await cost(await deliver(), 4_920)
        month = await draft(stage)
        told = month.totals
        assert (told.deliveries, told.points, told.revenue_fen) == (1, 500, 5_000)
        assert (told.cost_fen, told.margin_fen) == (4_920, 80)
        assert (told.share_fen, told.payable_fen) == (16, 4_936)
        assert [(one.profit_share_bps, one.share_fen) for one in month.shares] == [(2_000, 16)]

    async def test_a_part_costs_what_its_statement_charges(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        await agree()
        half = await deliver(account="13800000901")
        for _ in range(3):  # Until they say that a half arrived.
            stage.clock.turn(120)
            await stage.work(rounds=2)
        (half,) = await fulfilment.attempts(redemption_id=half.redemption_id)
        assert (half.state, half.cost_fen) == ("partial", None)
        assert (await draft(stage)).totals.cost_fen == 0
        found = await take(csv_of(line_of(half, status="partial", more_fen=2_450)))
        (line,) = (await settlement.statement_lines(found.id, limit=5)).items
        assert (line.verdict, line.our_cost_fen) == ("matched", None)
        assert (await draft(stage)).totals.cost_fen == 2_450

    async def test_a_loss_is_shared_with_nobody(self, stage: Stage, deliver: Deliver) -> None:
        await agree()
        await cost(await deliver(), 6_000)
        told = (await draft(stage)).totals
        assert (told.margin_fen, told.share_fen, told.payable_fen) == (-1_000, 0, 6_000)

    async def test_what_went_back_after_the_delivery_lessens_the_margin(
        self, stage: Stage, deliver: Deliver
    ) -> None:
        await agree()
        attempt = await deliver()
        await cost(attempt, 1_000)
        await give_back(attempt, stage, points=200)
        await give_back(attempt, stage, points=100)
        told = (await draft(stage)).totals
        assert (told.given_back_fen, told.margin_fen, told.share_fen) == (3_000, 1_000, 200)

    async def test_what_failed_counts_nothing(self, stage: Stage, deliver: Deliver) -> None:
        await agree()
        await deliver("13800000404")
        assert (await draft(stage)).totals.deliveries == 0

    async def test_what_they_took_back_need_not_be_paid(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        await agree()
        attempt = await deliver()
        await cost(attempt, 4_000)
        (seen,) = await fulfilment.attempts(redemption_id=attempt.redemption_id)
        await take(csv_of(line_of(seen), line_of(seen, status="冲正")))
        told = (await draft(stage)).totals
        assert (told.cost_fen, told.reversed_fen, told.margin_fen) == (4_000, 4_000, 5_000)
        assert told.payable_fen == told.share_fen == 1_000

    async def test_a_late_success_costs_and_brings_nothing(
        self, stage: Stage, deliver: Deliver
    ) -> None:
        await agree()
        attempt = await deliver("13800000801")
        stage.clock.turn(172_800)
        await stage.watch()
        stage.clock.turn(7_200)
        await db.fetch("UPDATE fulfilment SET due_at = $1", stage.clock.now)
        await stage.work()
        assert "late_success_after_refund" in await stage.cases()
        await cost(attempt, 4_000)
        told = (await draft(stage)).totals
        assert (told.deliveries, told.revenue_fen) == (1, 0)
        assert (told.cost_fen, told.share_fen, told.payable_fen) == (4_000, 0, 4_000)


class TestContracts:
    async def test_the_version_at_the_delivery_counts(
        self, stage: Stage, deliver: Deliver
    ) -> None:
        await agree(2_000)
        await cost(await deliver(), 4_000)
        stage.clock.turn(3_600)
        await agree(3_000, since=stage.clock.now)
        await cost(await deliver(), 4_000)
        month = await draft(stage)
        assert [(one.profit_share_bps, one.share_fen) for one in month.shares] == [
            (2_000, 200), (3_000, 300),
        ]  # fmt: skip
        assert month.totals.share_fen == 500

    async def test_without_a_contract_there_is_no_month(
        self, stage: Stage, deliver: Deliver
    ) -> None:
        await deliver()
        with pytest.raises(NoContract):
            await draft(stage)
        await agree(since=stage.clock.now + timedelta(days=1))
        with pytest.raises(NoContract):
            await draft(stage)

    @pytest.mark.parametrize("share", [1_499, 3_001])
    async def test_the_table_refuses_another_share(self, stage: Stage, share: int) -> None:
        with pytest.raises(asyncpg.CheckViolationError):
            await agree(share)

    async def test_a_version_is_never_changed(self, stage: Stage) -> None:
        await agree()
        with pytest.raises(asyncpg.RestrictViolationError):
            await db.fetch("UPDATE supply_contract SET profit_share_bps = 1600")

    @pytest.mark.parametrize(("written", "share"), [("15", 1_500), ("22.5%", 2_250)])
    def test_a_share_is_read_in_per_cent(self, written: str, share: int) -> None:
        assert bps(written) == share

    @pytest.mark.parametrize("written", ["", "14.99", "30.01", "2e1", "-20", "20.555"])
    def test_another_is_refused(self, written: str) -> None:
        with pytest.raises(InvalidInput):
            bps(written)

    @given(st.integers(-(10**14), 10**14), st.integers(1_500, 3_000))
    def test_a_share_is_rounded_down_and_never_below_nothing(
        self, fen: int, share: int
    ) -> None:
        found = share_fen(fen, share)
        assert found >= 0
        assert found * 10_000 <= max(fen, 0) * share < (found + 1) * 10_000


class TestIssuing:
    async def test_what_was_issued_stays(self, stage: Stage, deliver: Deliver) -> None:
        await agree()
        attempt = await deliver()
        await cost(attempt, 4_000)
        issued = await issue(await draft(stage), stage)
        assert issued.number == "202611-fake-main-1"
        for change in (
            "UPDATE monthly_statement SET share_fen = 1",
            "DELETE FROM monthly_statement",
            "UPDATE monthly_part SET points = 1",
            "DELETE FROM monthly_part",
            "INSERT INTO monthly_part SELECT * FROM monthly_part",
        ):
            with pytest.raises(asyncpg.RestrictViolationError):
                await db.fetch(change)

    async def test_a_correction_is_a_new_version(self, stage: Stage, deliver: Deliver) -> None:
        await agree()
        attempt = await deliver()
        stage.clock.now = datetime(2026, 12, 2, tzinfo=UTC)
        first = await issue(await draft(stage), stage)
        with pytest.raises(NothingNew):
            await draft(stage)
        await db.fetch(
            "UPDATE timeline_entry SET at = $1 WHERE kind = 'delivered'", attempt.settled_at
        )
        stage.clock.now = datetime(2026, 11, 25, tzinfo=UTC)
        await give_back(attempt, stage, points=10)
        stage.clock.now = datetime(2026, 12, 3, tzinfo=UTC)
        second = await draft(stage)
        assert (second.version, second.totals.given_back_fen) == (2, 100)
        assert (await settlement.month_statement(first.id)).totals.given_back_fen == 0
        assert (await issue(second, stage)).number == "202611-fake-main-2"

    async def test_what_a_person_confirms_later_is_paid_in_its_own_month(
        self, stage: Stage, deliver: Deliver
    ) -> None:
        await agree()
        attempt = await deliver("13800000301")
        await fulfilment.settle(
            attempt_id=attempt.id, outcome=Rejected("no"), now=stage.clock.now
        )
        await fulfilment.open_case(
            kind=fulfilment.CaseKind.CONTRADICTION, redemption_id=attempt.redemption_id,
            attempt_id=attempt.id, now=stage.clock.now,
        )  # fmt: skip
        first = await issue(await draft(stage), stage)
        stage.clock.turn(3_600)
        await fulfilment.overrule(case_id=1, actor="ada", now=stage.clock.now)
        assert (first.totals.deliveries, (await draft(stage)).totals.deliveries) == (0, 1)
        (seen,) = await fulfilment.attempts(redemption_id=attempt.redemption_id)
        assert seen.settled_at == stage.clock.now - timedelta(seconds=1)

    async def test_a_month_that_just_ended_is_not_drafted(self, stage: Stage) -> None:
        await agree()
        stage.clock.now = datetime(2026, 11, 30, 16, 9, 58, tzinfo=UTC)
        with pytest.raises(MonthJustOver):
            await draft(stage)
        assert (await draft(stage)).is_draft

    async def test_a_draft_is_drawn_anew_until_somebody_looks(
        self, stage: Stage, deliver: Deliver
    ) -> None:
        await agree()
        first = await draft(stage)
        await deliver()
        second = await draft(stage)
        assert (second.id, second.totals.deliveries) == (first.id, 1)
        await settlement.submit_month(month_id=first.id)
        with pytest.raises(NotADraft):
            await draft(stage)
        with pytest.raises(NotADraft):
            await settlement.submit_month(month_id=first.id)
        await settlement.return_month(month_id=first.id)
        assert (await draft(stage)).is_draft

    async def test_a_draft_cannot_be_issued(self, stage: Stage) -> None:
        await agree()
        month = await draft(stage)
        with pytest.raises(NotADraft):
            await settlement.issue_month(month_id=month.id, actor="x", now=stage.clock.now)
