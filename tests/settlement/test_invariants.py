"""Each invariant of settlement is broken once, and seen."""

from datetime import date

import pytest

from app import settlement
from app.kit import db
from app.settlement import INVARIANTS
from tests.stage import Stage

from .conftest import SUPPLIER, ZONE, Deliver, Import, csv_of, line_of

TAMPERED = {
    "a statement's totals are the sum of its lines":
        "UPDATE supplier_statement SET charged_fen = 1",
    "every line has been judged": "UPDATE statement_line SET verdict = 'unmatched'",
    "a matched delivery is a delivery of ours": "UPDATE statement_line SET attempt_id = 999",
    "a delivery is charged once": """
        INSERT INTO statement_line (statement, number, reference, quantity, cost_fen, status,
                                    verdict, attempt_id)
        SELECT statement, 99, reference, 1, 1, 'delivered', 'matched', attempt_id
          FROM statement_line LIMIT 1""",
    "every discrepancy has a case": "UPDATE statement_line SET verdict = 'cost_differs'",
    "a month is the sum of its parts": "DELETE FROM monthly_part",
    "a month's share follows the contracts":
        "UPDATE supply_contract SET profit_share_bps = 3000",
    "an issued delivery is what the books say": "UPDATE attempt SET cost_fen = cost_fen + 1",
    "an issued month leaves no delivery out":
        "DELETE FROM monthly_part WHERE kind = 'delivery'",
    "a delivery is settled in one month": """
        WITH other AS (
            INSERT INTO monthly_statement (supplier, month, version, state, number, period_from,
                   period_to, deliveries, quantity, points, cash_fen, revenue_fen,
                   given_back_fen, cost_fen, reversed_fen, recovered_fen, lost_fen, margin_fen,
                   share_fen, payable_fen, drafted_by, drafted_at, issued_at)
            SELECT supplier, '2026-10-01', 1, 'issued', 'other', period_from, period_to,
                   deliveries, quantity, points, cash_fen, revenue_fen, given_back_fen,
                   cost_fen, reversed_fen, recovered_fen, lost_fen, margin_fen, share_fen,
                   payable_fen, drafted_by, drafted_at, issued_at
              FROM monthly_statement RETURNING id)
        INSERT INTO monthly_part (statement, kind, origin, attempt_id, redemption_id, reference,
               sku, quantity, points, cash_fen, cost_fen, occurred_at, contract)
        SELECT other.id, kind, origin, attempt_id, redemption_id, reference, sku, quantity,
               points, cash_fen, cost_fen, occurred_at, contract FROM monthly_part, other""",
}  # fmt: skip

# What the guards of the schema forbid must be switched off to be tried.
UNGUARD = (
    "ALTER TABLE {} DISABLE TRIGGER USER",
    "supply_contract", "monthly_statement", "monthly_part",
)  # fmt: skip


class Undo(Exception):
    """Takes the tampering back, triggers and index included."""


@pytest.mark.parametrize("name", INVARIANTS)
async def test_it_fires(name: str, stage: Stage, deliver: Deliver, take: Import) -> None:
    await settled(stage, deliver, take)
    assert await db.fetch(INVARIANTS[name]) == []
    pattern, *tables = UNGUARD
    with pytest.raises(Undo):
        async with db.transaction():
            await db.fetch("DROP INDEX statement_line_charged_once")
            for table in tables:
                await db.fetch(pattern.format(table))
            await db.fetch(TAMPERED[name])
            assert await db.fetch(INVARIANTS[name]) != []
            raise Undo


async def settled(stage: Stage, deliver: Deliver, take: Import) -> None:
    """Deliver once, take the statement that agrees, issue the month."""
    attempt = await deliver()
    await db.fetch("UPDATE attempt SET cost_fen = 4000")
    await take(csv_of(line_of(attempt, more_fen=4_000 - (attempt.cost_fen or 0))))
    await settlement.set_contract(
        supplier=SUPPLIER, profit_share_bps=2_000, valid_from=attempt.sent_at.replace(day=1),
        note="signed", actor="operator:1", now=stage.clock.now,
    )  # fmt: skip
    month = await settlement.draft_month(
        supplier=SUPPLIER, month=date(2026, 11, 1), zone=ZONE, actor="operator:1",
        now=stage.clock.now,
    )  # fmt: skip
    await settlement.submit_month(month_id=month.id)
    await settlement.issue_month(month_id=month.id, actor="operator:2", now=stage.clock.now)
