"""What a loss and its credit do to a month: no more is taken back than was counted."""

import msgspec
import pytest

from app import fulfilment, redemption
from app.fulfilment import AttemptView, CaseKind, CaseView, Decision, Overruled
from app.settlement import MonthView, PartKind, Totals
from app.settlement.policy import excess_fen, totals
from app.settlement.schemas import LineStatus, LineView, Part, Verdict
from suppliers import Delivered, Partial
from tests.stage import CALM, Stage

from .conftest import Deliver, Import, csv_of, line_of, verdicts
from .test_months import BEGIN, agree, cost, draft

LATE = Delivered(remote_no="R1")


@pytest.fixture
async def failed(stage: Stage, deliver: Deliver) -> AttemptView:
    """An order that failed and was given back, and later turned out to have arrived."""
    await agree()
    attempt = await deliver("13800000404")
    assert attempt.state == "failed"
    await redemption.give_up(redemption_id=attempt.redemption_id, now=stage.clock.now)
    await stage.relay()
    await fulfilment.open_case(
        kind=CaseKind.CONTRADICTION, redemption_id=attempt.redemption_id,
        attempt_id=attempt.id, facts={"supplier": "fake-main"}, now=stage.clock.now,
    )  # fmt: skip
    return attempt


async def late_case() -> CaseView:
    """Find the newest case, after it was overruled."""
    return (await fulfilment.cases()).items[0]


async def end(
    stage: Stage, case: CaseView, decision: Decision, back: int | None = None
) -> None:
    await fulfilment.close_case(
        case_id=case.id, closed_by="ada", resolution="x", decision=decision,
        recovered_fen=back, now=stage.clock.now,
    )  # fmt: skip


def sums(month: MonthView) -> tuple[int, int, int, int]:
    told = month.totals
    return told.cost_fen, told.recovered_fen, told.margin_fen, told.payable_fen


class TestOverruled:
    async def test_loss_is_in_the_cost_before_it_is_credited(
        self, stage: Stage, failed: AttemptView
    ) -> None:
        said = await fulfilment.overrule(case_id=1, actor="operator:1", now=stage.clock.now)
        assert said is Overruled.LATE
        case = await late_case()
        lost = (await fulfilment.claim(case.id)).claimed_fen
        assert lost == 100
        month = await draft(stage)
        assert (sums(month), month.totals.lost_fen) == ((100, 0, -100, 100), 100)
        await end(stage, case, Decision.RECOVERED)
        assert sums(await draft(stage)) == (100, 100, 0, 0)

    async def test_loss_that_is_written_off_is_paid(
        self, stage: Stage, failed: AttemptView
    ) -> None:
        await fulfilment.overrule(case_id=1, actor="operator:1", now=stage.clock.now)
        await end(stage, await late_case(), Decision.WRITTEN_OFF)
        assert sums(await draft(stage)) == (100, 0, -100, 100)


class TestStatement:
    async def test_overcharge_credited_leaves_our_own_figure(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        await agree()
        attempt = await deliver()
        await cost(attempt, 4_000)
        (seen,) = await fulfilment.attempts(redemption_id=attempt.redemption_id)
        await take(csv_of(line_of(seen, more_fen=700)))
        before = (await draft(stage)).totals
        case = await late_case()
        assert (await fulfilment.liability(case.id)).most_fen == 700
        await fulfilment.book_loss(
            case_id=case.id, amount_fen=700, actor="operator:1", now=stage.clock.now
        )
        assert (await draft(stage)).totals.cost_fen == 4_700
        await end(stage, case, Decision.RECOVERED)
        after = (await draft(stage)).totals
        assert (after.margin_fen, after.payable_fen) == (before.margin_fen, before.payable_fen)

    @pytest.mark.parametrize(
        ("status", "held", "ours", "verdict", "most"),
        [
            ("delivered", "delivered", 4_000, "cost_differs", 1_000),
            ("delivered", "delivered", 6_000, "cost_differs", 0),
            ("delivered", "delivered", 4_000, "duplicate_line", 5_000),
            ("delivered", "delivered", None, "quantity_differs", 0),
            ("delivered", "failed", None, "status_differs", 5_000),
            ("delivered", "unknown", None, "status_differs", 0),
            ("delivered", None, None, "unknown_reference", 5_000),
            ("reversed", "delivered", 4_000, "status_differs", 0),
            ("failed", "delivered", 4_000, "status_differs", 0),
        ],
    )
    def test_charges_beyond_our_books_at_most(
        self, status: str, held: str | None, ours: int | None, verdict: str, most: int
    ) -> None:
        line = LineView(
            id=1, statement_id=3, number=17, reference="S-1", remote_no=None, sku=None,
            quantity=1, cost_fen=5_000, status=LineStatus(status), occurred_at=None,
            verdict=Verdict(verdict), attempt_id=1, redemption_id=1, our_state=held,
            our_quantity=1, our_cost_fen=ours, has_case=False,
        )  # fmt: skip
        assert excess_fen(line) == most


class TestTakenBack:
    async def test_after_it_was_credited_counts_once(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        attempt = await lost(stage, deliver)
        await end(stage, await late_case(), Decision.RECOVERED, 60)
        stage.clock.turn(60)
        await take(csv_of(line_of(attempt, more_fen=100, status="冲正")))
        month = await draft(stage)
        assert (sums(month), month.totals.reversed_fen) == ((100, 60, 0, 0), 40)

    async def test_before_it_is_credited_counts_once(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        attempt = await lost(stage, deliver)
        case = await late_case()
        await take(csv_of(line_of(attempt, more_fen=100, status="冲正")))
        await end(stage, case, Decision.RECOVERED)
        month = await draft(stage)
        assert (sums(month), month.totals.reversed_fen) == ((100, 0, 0, 0), 100)


async def lost(stage: Stage, deliver: Deliver) -> AttemptView:
    """An order of 100 fen that arrived after its refund."""
    await agree()
    attempt = await late(stage, deliver)
    await fulfilment.settle(attempt_id=attempt.id, outcome=LATE, now=stage.clock.now)
    return attempt


class TestAgreed:
    async def test_a_price_that_changed_changes_nothing_agreed_before(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        await agree()
        attempt = await late(stage, deliver)
        configs = [
            msgspec.structs.replace(
                one, offers=[msgspec.structs.replace(it, cost_fen=250) for it in one.offers]
            )
            for one in fulfilment.gateway.configured()
        ]
        await fulfilment.gateway.configure(configs, patience=CALM, time=stage.clock)
        await fulfilment.settle(attempt_id=attempt.id, outcome=LATE, now=stage.clock.now)
        assert sums(await draft(stage)) == (100, 0, -100, 100)
        found = await take(csv_of(line_of(attempt, more_fen=100)))
        assert await verdicts(found.id) == ["matched"]

    async def test_a_supplier_that_we_left_still_owes_it(
        self, stage: Stage, deliver: Deliver
    ) -> None:
        await agree()
        attempt = await late(stage, deliver)
        await fulfilment.gateway.configure([])
        await fulfilment.settle(attempt_id=attempt.id, outcome=LATE, now=stage.clock.now)
        assert (await fulfilment.claim((await late_case()).id)).claimed_fen == 100
        assert sums(await draft(stage)) == (100, 0, -100, 100)


class TestPart:
    @pytest.fixture
    async def half(self, stage: Stage, deliver: Deliver) -> AttemptView:
        """Half of an order arrived after its refund, and nobody told its price."""
        await agree()
        attempt = await late(stage, deliver)
        await fulfilment.settle(
            attempt_id=attempt.id, outcome=Partial("R1", 1, "a half"), now=stage.clock.now
        )
        return attempt

    async def test_has_no_loss_by_machine(self, stage: Stage, half: AttemptView) -> None:
        case = await late_case()
        assert (case.kind, "cost_fen" in case.facts) == (CaseKind.LATE_SUCCESS, False)
        assert (await fulfilment.claim(case.id)).claimed_fen == 0
        assert (await fulfilment.liability(case.id)).most_fen == 100
        assert sums(await draft(stage)) == (0, 0, 0, 0)

    async def test_is_claimed_for_what_its_statement_charges(
        self, stage: Stage, half: AttemptView, take: Import
    ) -> None:
        case = await late_case()
        await take(csv_of(line_of(half, status="partial", more_fen=40)))
        assert (await fulfilment.liability(case.id)).most_fen == 40
        await fulfilment.book_loss(
            case_id=case.id, amount_fen=40, actor="operator:1", now=stage.clock.now
        )
        await end(stage, case, Decision.RECOVERED)
        assert sums(await draft(stage)) == (40, 40, 0, 0)

    async def test_costs_what_a_person_entered(self, stage: Stage, half: AttemptView) -> None:
        case = await late_case()
        await fulfilment.book_loss(
            case_id=case.id, amount_fen=30, actor="operator:1", now=stage.clock.now
        )
        await end(stage, case, Decision.RECOVERED)
        assert sums(await draft(stage)) == (30, 30, 0, 0)


async def late(stage: Stage, deliver: Deliver) -> AttemptView:
    """An order that was given back at its deadline, and has no answer yet."""
    attempt = await deliver("13800000801")
    stage.clock.turn(172_800)
    await stage.watch()
    stage.clock.turn(7_200)
    return attempt


async def test_a_late_success_is_counted_by_its_delivery_alone(
    stage: Stage, deliver: Deliver
) -> None:
    await agree()
    attempt = await late(stage, deliver)
    await fulfilment.settle(attempt_id=attempt.id, outcome=LATE, now=stage.clock.now)
    found = {one.kind: one for one in (await fulfilment.cases()).items}
    case = found[CaseKind.LATE_SUCCESS]
    lost = (await fulfilment.claim(case.id)).claimed_fen
    assert (case.attempt_id, lost > 0) == (attempt.id, True)
    assert sums(await draft(stage)) == (lost, 0, -lost, lost)
    await end(stage, case, Decision.RECOVERED)
    assert sums(await draft(stage)) == (lost, lost, 0, 0)


def test_a_charge_is_cost_and_lessens_the_margin() -> None:
    parts = [
        Part(kind=kind, origin=1, contract=1, occurred_at=BEGIN, cost_fen=100)
        for kind in (PartKind.LOSS, PartKind.CHARGE)
    ]
    assert totals(parts, ()) == Totals(
        cost_fen=100, lost_fen=100, margin_fen=-100, payable_fen=100
    )
