"""Both sides' words about each delivery: what agrees, what does not, what is left out."""

from datetime import UTC, datetime

import pytest

from app import fulfilment, settlement
from app.fulfilment import AttemptState, CaseKind
from app.kit import db
from app.settlement import StatementOver, StatementRefused
from suppliers import Rejected
from tests.stage import Stage

from .conftest import Deliver, Import, csv_of, line_of, untimed, verdicts


class TestComparing:
    async def test_a_line_that_agrees_is_matched(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        attempt = await deliver()
        found = await take(csv_of(line_of(attempt)))
        assert await verdicts(found.id) == ["matched"]
        assert await stage.cases() == []
        assert (found.line_count, found.charged_fen) == (1, attempt.cost_fen)

    @pytest.mark.parametrize(
        ("change", "verdict"),
        [
            ({"more_fen": 7}, "cost_differs"),
            ({"quantity": 2}, "quantity_differs"),
            ({"status": "failed"}, "status_differs"),
            ({"status": "已退款"}, "status_differs"),
            ({"status": "处理中"}, "status_differs"),
        ],
    )
    async def test_a_line_that_differs_opens_one_case(
        self, stage: Stage, deliver: Deliver, take: Import, change: dict[str, int | str],
        verdict: str,
    ) -> None:  # fmt: skip
        attempt = await deliver()
        found = await take(csv_of(line_of(attempt, **change)))  # type: ignore[arg-type]
        assert await verdicts(found.id) == [verdict]
        (case,) = (await fulfilment.cases()).items
        assert case.kind is CaseKind.STATEMENT_MISMATCH
        assert (case.redemption_id, case.attempt_id) == (attempt.redemption_id, attempt.id)
        assert case.reference == f"statement:{found.id}:2"
        assert case.facts["our_cost_fen"] == attempt.cost_fen
        assert case.facts["we_say"] == "delivered"
        assert case.facts["verdict"] == verdict

    async def test_a_number_that_is_not_ours_opens_a_case_about_the_line(
        self, stage: Stage, take: Import
    ) -> None:
        found = await take(csv_of("NOT-OURS,R1,S,1,9.80,成功,2026-11-20 10:00:00"))
        assert await verdicts(found.id) == ["unknown_reference"]
        (case,) = (await fulfilment.cases()).items
        assert (case.redemption_id, case.facts["their_cost_fen"]) == (None, 980)

    async def test_another_suppliers_number_is_unknown_to_this_one(
        self, deliver: Deliver, take: Import
    ) -> None:
        attempt = await deliver()
        found = await take(csv_of(line_of(attempt)), supplier="fake-backup")
        assert await verdicts(found.id) == ["unknown_reference"]

    async def test_what_they_say_failed_and_we_too_agrees(
        self, deliver: Deliver, take: Import
    ) -> None:
        attempt = await deliver("13800000404")
        assert attempt.state is AttemptState.FAILED
        found = await take(csv_of(line_of(attempt, status="充值失败")))
        assert await verdicts(found.id) == ["matched"]

    async def test_a_line_twice_is_charged_once(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        attempt = await deliver()
        found = await take(csv_of(line_of(attempt), line_of(attempt)))
        assert await verdicts(found.id) == ["matched", "duplicate_line"]
        again = await take(csv_of(line_of(attempt), untimed(attempt)))
        assert await verdicts(again.id) == ["duplicate_line", "duplicate_line"]
        assert len(await stage.cases()) == 3

    async def test_a_file_of_strange_numbers_is_refused(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        await deliver()
        lines = [f"NOT-OURS-{n},R{n},S,1,9.80,成功,2026-11-20 10:00:00" for n in range(10)]
        with pytest.raises(StatementRefused) as refused:
            await take(csv_of(*lines))
        assert refused.value.facts["why"] == "nothing_known"
        assert await stage.cases() == []


class TestUnsettled:
    async def test_their_word_settles_nothing_but_hastens_a_query(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        attempt = await deliver("13800000701")
        assert attempt.is_unsettled
        far = datetime(2027, 1, 1, tzinfo=UTC)
        await db.fetch("UPDATE fulfilment SET due_at = $1", far)
        found = await take(csv_of(line_of(attempt)))
        assert await verdicts(found.id) == ["status_differs"]
        (seen,) = await fulfilment.attempts(redemption_id=attempt.redemption_id)
        assert seen.state is attempt.state
        row = await db.fetch_one("SELECT due_at FROM fulfilment")
        assert row is not None
        assert row["due_at"] == stage.clock.now

    async def test_a_settled_one_is_left_alone(self, stage: Stage, deliver: Deliver) -> None:
        attempt = await deliver()
        assert not await fulfilment.hasten(attempt_ids=[attempt.id], now=stage.clock.now)


class TestMissing:
    async def test_what_they_leave_out_opens_a_case(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        listed, left_out = await deliver(), await deliver()
        found = await take(csv_of(line_of(listed)))
        assert await verdicts(found.id) == ["matched", "missing_in_statement"]
        (case,) = (await fulfilment.cases()).items
        assert case.reference == f"statement:{found.id}:attempt:{left_out.id}"
        assert case.facts["they_say"] == "nothing"
        assert found.line_count == 1

    async def test_near_the_edge_the_neighbour_is_waited_for(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        listed, at_the_edge = await deliver(), await deliver()
        edge = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # Midnight in Shanghai.
        await db.fetch(
            "UPDATE attempt SET settled_at = $2 WHERE id = $1",
            at_the_edge.id, datetime(2026, 11, 30, 15, 30, tzinfo=UTC),
        )  # fmt: skip
        stage.clock.now = edge.replace(month=12, day=20)
        found = await take(csv_of(line_of(listed)), at=stage.clock.now)
        assert await verdicts(found.id) == ["matched"]
        (near,) = await settlement.edge_deliveries(found)
        assert near.id == at_the_edge.id
        await take(csv_of(line_of(at_the_edge)), month="2026-12", at=stage.clock.now)
        assert await stage.cases() == []

    async def test_what_neither_neighbour_names_is_missing(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        listed, at_the_edge = await deliver(), await deliver()
        await db.fetch(
            "UPDATE attempt SET settled_at = $2 WHERE id = $1",
            at_the_edge.id, datetime(2026, 11, 30, 15, 30, tzinfo=UTC),
        )  # fmt: skip
        stage.clock.now = datetime(2026, 12, 20, tzinfo=UTC)
        found = await take(csv_of(line_of(listed)), at=stage.clock.now)
        await take(csv_of("X,,,1,1,失败,"), month="2026-12", at=stage.clock.now)
        assert await verdicts(found.id) == ["matched", "missing_in_statement"]

    async def test_what_comes_later_is_found_and_the_case_stays(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        listed, late = await deliver(), await deliver()
        first = await take(csv_of(line_of(listed)))
        await take(csv_of(line_of(late)))
        assert await verdicts(first.id) == ["matched", "found_elsewhere"]
        assert await stage.cases() == ["statement_mismatch"]
        assert (await fulfilment.cases()).items[0].is_open


class TestAgain:
    async def test_matching_again_changes_nothing(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        listed, _ = await deliver(), await deliver()
        found = await take(csv_of(line_of(listed, more_fen=1), "X,,,1,1,成功,"))
        before = await settlement.statement_lines(found.id)
        for _ in range(2):
            await settlement.rematch(statement_id=found.id, now=stage.clock.now)
        assert await settlement.statement_lines(found.id) == before
        assert len(await stage.cases()) == 3

    async def test_new_facts_change_the_verdict_and_close_no_case(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        attempt = await deliver("13800000301")
        found = await take(csv_of(line_of(attempt)))
        assert await verdicts(found.id) == ["status_differs"]
        stage.clock.turn(120)
        await stage.work()
        await settlement.rematch(statement_id=found.id, now=stage.clock.now)
        (line,) = (await settlement.statement_lines(found.id)).items
        assert line.our_state == "delivered"
        assert line.verdict in ("matched", "cost_differs")
        assert (await fulfilment.cases()).items[0].is_open

    async def test_an_open_case_says_what_is_known_now(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        attempt = await deliver("13800000301")
        found = await take(csv_of(line_of(attempt, more_fen=300)))
        assert await claimable(found.id, stage) == ("sent", 0)
        await fulfilment.settle(
            attempt_id=attempt.id, outcome=Rejected("no"), now=stage.clock.now
        )
        assert await claimable(found.id, stage) == ("failed", 300)
        await fulfilment.overrule(case_id=1, actor="ada", now=stage.clock.now)
        assert await claimable(found.id, stage) == ("delivered", 200)

    async def test_what_was_booked_keeps_the_facts_it_was_booked_by(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        attempt = await deliver("13800000301")
        await fulfilment.settle(
            attempt_id=attempt.id, outcome=Rejected("no"), now=stage.clock.now
        )
        found = await take(csv_of(line_of(attempt, more_fen=300)))
        await fulfilment.book_loss(case_id=1, amount_fen=300, actor="ada", now=stage.clock.now)
        await fulfilment.overrule(case_id=1, actor="ada", now=stage.clock.now)
        assert await claimable(found.id, stage) == ("failed", 300)

    async def test_what_was_withdrawn_counts_no_more(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        attempt = await deliver()
        wrong, right = csv_of(line_of(attempt, more_fen=9)), csv_of(line_of(attempt))
        first = await take(wrong)
        second = await take(right)
        assert await verdicts(second.id) == ["duplicate_line"]
        await settlement.withdraw_statement(
            statement_id=first.id, reason="the wrong file", actor="operator:1",
            now=stage.clock.now,
        )  # fmt: skip
        assert await verdicts(second.id) == ["matched"]
        with pytest.raises(StatementOver):
            await settlement.rematch(statement_id=first.id, now=stage.clock.now)
        assert (await fulfilment.liability(1)).most_fen == 0
        again = await take(wrong)
        assert await verdicts(again.id) == ["duplicate_line"]

    async def test_withdrawing_a_file_frees_its_twins_of_other_months(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        attempt = await deliver()
        first = await take(csv_of(line_of(attempt)), month="2026-08")
        second = await take(csv_of(untimed(attempt)))
        assert await verdicts(second.id) == ["duplicate_line"]
        await settlement.withdraw_statement(
            statement_id=first.id, reason="the wrong file", actor="operator:1",
            now=stage.clock.now,
        )  # fmt: skip
        assert await verdicts(second.id) == ["matched"]

    async def test_of_twins_the_earlier_month_counts_whichever_came_first(
        self, stage: Stage, deliver: Deliver, take: Import
    ) -> None:
        attempt = await deliver()
        later = await take(csv_of(line_of(attempt)))
        earlier = await take(csv_of(untimed(attempt)), month="2026-08")
        assert await verdicts(earlier.id) == ["matched"]
        assert await verdicts(later.id) == ["duplicate_line"]
        assert await stage.cases() == ["statement_mismatch"]


async def claimable(statement_id: int, stage: Stage) -> tuple[str | int, int]:
    """Match again; tell what the first case says of us, and the most it can be claimed for."""
    await settlement.rematch(statement_id=statement_id, now=stage.clock.now)
    said = (await fulfilment.case(1)).facts["we_say"]
    return said, (await fulfilment.liability(1)).most_fen
