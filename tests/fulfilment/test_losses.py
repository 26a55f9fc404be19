"""What a late success costs: booked once, claimed, decided to the fen (R21)."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from app import fulfilment
from app.fulfilment import CaseClosed, CaseKind, CaseView, Decision, Liability, LossMovement
from app.fulfilment.loss_invariants import LOSSES
from app.fulfilment.policy.casework import ROUTES, case_due_at
from app.kit import db
from app.kit.errors import InvalidInput
from app.redemption import RedemptionView
from suppliers import Delivered
from tests.invariants import INVARIANTS, broken
from tests.stage import Stage

# Each statement breaks one promise; without them the guards would refuse it.
UNGUARDED = """
ALTER TABLE loss_posting DISABLE TRIGGER loss_posting_is_append_only;
ALTER TABLE loss_posting DROP CONSTRAINT loss_posting_takes_a_route;
ALTER TABLE case_file DROP CONSTRAINT case_closed_with_a_decision"""
SEEDS = {
    "a late success has its loss and its claim":
        "DELETE FROM loss_posting WHERE movement = 'claim'",
    "a loss is booked once per attempt, and never above its cost":
        "UPDATE attempt SET cost_fen = 99",
    "a claim is recovered or written off, to the fen, when its case is closed":
        "UPDATE loss_posting SET amount_fen = amount_fen - 1 WHERE movement = 'recover'",
    "what was lost is what is claimed":
        "UPDATE loss_posting SET amount_fen = amount_fen + 1 WHERE movement = 'loss'",
    "a loss is positive and takes its route":
        "UPDATE loss_posting SET destination = 'payable' WHERE movement = 'claim'",
    "a closed case says what it cost": "UPDATE case_file SET decision = NULL",
}  # fmt: skip


@pytest.fixture
async def late(stage: Stage) -> CaseView:
    """A top-up of 100 fen that arrived after its refund."""
    await placed_late(stage)
    [case] = [one for one in (await fulfilment.cases()).items
              if one.kind is CaseKind.LATE_SUCCESS]  # fmt: skip
    return case


async def placed_late(stage: Stage) -> RedemptionView:
    await stage.member(points=500)
    placed = await stage.place("topup-50", account="13800000801")  # After the promise.
    await stage.relay()
    await stage.dispatch()
    stage.clock.turn(172_800)
    await stage.watch()
    [attempt] = await fulfilment.attempts(redemption_id=placed.id)
    for _ in range(2):
        await fulfilment.settle(
            attempt_id=attempt.id, outcome=Delivered(remote_no="R1"), now=stage.clock.now
        )
    return placed


async def close(stage: Stage, case: CaseView, decision: Decision, back: int | None) -> None:
    await fulfilment.close_case(
        case_id=case.id, closed_by="ada", resolution="asked them", decision=decision,
        recovered_fen=back, now=stage.clock.now,
    )  # fmt: skip


async def another(stage: Stage, case: CaseView) -> CaseView:
    """Open another case about the same attempt."""
    await fulfilment.open_case(
        kind=CaseKind.CONTRADICTION, redemption_id=case.redemption_id,
        attempt_id=case.attempt_id, facts={"supplier": "fake-main"}, now=stage.clock.now,
    )  # fmt: skip
    return (await fulfilment.cases()).items[0]


async def book(stage: Stage, case: CaseView, amount: int, supplier: str = "") -> bool:
    return await fulfilment.book_loss(
        case_id=case.id, supplier=supplier, amount_fen=amount, actor="operator:1",
        now=stage.clock.now,
    )  # fmt: skip


async def postings(stage: Stage) -> dict[LossMovement, int]:
    found = await fulfilment.losses(
        supplier="fake-main", since=stage.clock.now - timedelta(days=9),
        until=stage.clock.now + timedelta(seconds=1),
    )  # fmt: skip
    return {one.movement: one.amount_fen for one in found}


class TestLoss:
    async def test_is_booked_and_claimed_with_the_case(
        self, stage: Stage, late: CaseView
    ) -> None:
        assert await postings(stage) == {LossMovement.LOSS: 100, LossMovement.CLAIM: 100}
        assert late.facts["cost_fen"] == 100
        assert (await fulfilment.claim(late.id)).open_fen == 100

    @pytest.mark.parametrize(
        ("decision", "back", "recovered", "written_off"),
        [
            (Decision.RECOVERED, None, 100, 0),
            (Decision.RECOVERED, 35, 35, 65),
            (Decision.WRITTEN_OFF, None, 0, 100),
        ],
    )
    async def test_is_decided_to_the_fen(
        self, stage: Stage, late: CaseView, decision: Decision, back: int | None,
        recovered: int, written_off: int,
    ) -> None:  # fmt: skip
        await close(stage, late, decision, back)
        claim = await fulfilment.claim(late.id)
        assert (claim.recovered_fen, claim.written_off_fen) == (recovered, written_off)
        assert (await fulfilment.case(late.id)).decision is decision

    @pytest.mark.parametrize(
        ("decision", "back"),
        [(Decision.NO_LOSS, None), (Decision.RECOVERED, 0), (Decision.RECOVERED, 101)],
    )
    async def test_is_not_decided_away(
        self, stage: Stage, late: CaseView, decision: Decision, back: int | None
    ) -> None:
        with pytest.raises(InvalidInput):
            await close(stage, late, decision, back)
        assert (await fulfilment.case(late.id)).is_open

    async def test_of_nothing_is_neither_recovered_nor_written_off(self, stage: Stage) -> None:
        await fulfilment.open_case(
            kind=CaseKind.BOOKS_DIFFER, redemption_id=None, reference="books:1",
            now=stage.clock.now,
        )  # fmt: skip
        case = await fulfilment.case(1)
        with pytest.raises(InvalidInput):
            await close(stage, case, Decision.WRITTEN_OFF, None)

    async def test_is_decided_once_when_two_close(self, stage: Stage, late: CaseView) -> None:
        said = await asyncio.gather(
            close(stage, late, Decision.RECOVERED, None),
            close(stage, late, Decision.WRITTEN_OFF, None),
            return_exceptions=True,
        )
        assert [type(one) for one in said if one is not None] == [CaseClosed]
        assert len(await postings(stage)) == 3

    async def test_is_booked_by_hand_once(self, stage: Stage) -> None:
        await fulfilment.open_case(
            kind=CaseKind.STATEMENT_MISMATCH, redemption_id=None, reference="statement:3:17",
            facts={"supplier": "fake-main", "excess_fen": 900}, now=stage.clock.now,
        )  # fmt: skip
        booked = [
            await fulfilment.book_loss(
                case_id=1, supplier="fake-main", amount_fen=amount, actor="operator:1",
                now=stage.clock.now,
            )
            for amount in (700, 900)
        ]  # fmt: skip
        assert (booked, (await fulfilment.claim(1)).claimed_fen) == ([True, False], 700)

    async def test_of_an_attempt_is_booked_once_whatever_the_case(
        self, stage: Stage, late: CaseView
    ) -> None:
        case = await another(stage, late)
        said = await asyncio.gather(*(book(stage, case, 100) for _ in range(2)))
        assert (said, (await fulfilment.claim(case.id)).claimed_fen) == ([False, False], 0)
        with pytest.raises(asyncpg.UniqueViolationError):
            await db.fetch(
                "INSERT INTO loss_posting (case_file, attempt, supplier, movement, source,"
                " destination, amount_fen, actor, posted_at) VALUES"
                " ($1, $2, 'fake-main', 'loss', 'payable', 'loss', 1, 'x', now())",
                case.id, late.attempt_id,
            )  # fmt: skip

    async def test_is_at_most_what_the_attempt_cost_and_its_suppliers(
        self, stage: Stage, late: CaseView
    ) -> None:
        case = await another(stage, late)
        assert await fulfilment.liability(case.id) == Liability(
            supplier="fake-main", most_fen=100
        )
        for amount, supplier in ((101, ""), (0, ""), (-1, ""), (100, "fake-backup")):
            with pytest.raises(InvalidInput):
                await book(stage, case, amount, supplier)

    async def test_is_nothing_where_nothing_shows_a_cost(self, stage: Stage) -> None:
        await fulfilment.open_case(
            kind=CaseKind.SUPPLIER_BALANCE_LOW, redemption_id=None, reference="supplier:x",
            facts={"supplier": "fake-main"}, now=stage.clock.now,
        )  # fmt: skip
        with pytest.raises(InvalidInput):
            await book(stage, await fulfilment.case(1), 1)

    @pytest.mark.parametrize(
        "statement", ["UPDATE loss_posting SET amount_fen = 1", "DELETE FROM loss_posting"]
    )
    async def test_posting_is_never_changed(self, late: CaseView, statement: str) -> None:
        with pytest.raises(asyncpg.RestrictViolationError):
            await db.fetch(statement)

    async def test_takes_no_route_that_is_not_declared(self, late: CaseView) -> None:
        with pytest.raises(asyncpg.CheckViolationError):
            await db.fetch(
                "INSERT INTO loss_posting (case_file, supplier, movement, source, destination,"
                " amount_fen, actor, posted_at)"
                " VALUES ($1, 'x', 'recover', 'loss', 'payable', 1, 'x', now())",
                late.id,
            )

    def test_every_movement_has_a_route(self) -> None:
        assert set(ROUTES) == set(LossMovement)


class TestInvariants:
    async def test_each_one_fires(self, stage: Stage, late: CaseView) -> None:
        await close(stage, late, Decision.RECOVERED, 40)
        assert await broken() == {}
        assert [name for name in LOSSES if not await self.fires(name)] == []

    async def fires(self, name: str) -> bool:
        with pytest.raises(ZeroDivisionError):
            async with db.transaction():
                for statement in [*UNGUARDED.split(";"), SEEDS[name]]:
                    await db.fetch(statement)
                rows = await db.fetch(INVARIANTS[f"fulfilment: {name}"])
                raise ZeroDivisionError  # Nothing of it may stay.
        return bool(rows)


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-11-18T02:00", "2026-11-20T02:00"),  # Wednesday to Friday.
        ("2026-11-20T02:00", "2026-11-24T02:00"),  # Friday to Tuesday.
        ("2026-11-21T02:00", "2026-11-24T02:00"),  # Saturday to Tuesday.
        ("2026-11-22T17:00", "2026-11-24T17:00"),  # Monday in Shanghai already.
    ],
)
def test_a_case_is_due_two_working_days_on(opened: str, due: str) -> None:
    found = case_due_at(
        datetime.fromisoformat(opened).replace(tzinfo=UTC), zone="Asia/Shanghai"
    )
    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)
