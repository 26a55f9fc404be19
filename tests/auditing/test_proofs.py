"""Invariants that have no test of their room fire on a seeded violation."""

from datetime import datetime

import pytest

from app import operators
from app.fulfilment.loss_invariants import LOSSES
from app.kit import db
from app.operators import ApprovalKind, Role
from tests.catalogue.test_invariants import SPOILING
from tests.invariants import broken
from tests.ledger.test_invariants import SEEDS as IN_THE_LEDGER
from tests.payments.test_invariants import BREAKS
from tests.redemption.test_invariants import SEEDS as IN_REDEMPTIONS
from tests.stage import Stage

LINK = """
INSERT INTO audit_link (on_day, trail, sequence, audit_entry, hash)
SELECT {day}, 'operators', {sequence}, id, '' FROM audit_entry ORDER BY id LIMIT 1"""

# A statement that charges one delivery of nobody's, and a month that was issued for it.
CHARGED = """
INSERT INTO supplier_statement (supplier, period_from, period_to, file_name, file_digest, state,
       line_count, charged_count, charged_fen, imported_by, imported_at)
VALUES ('fake-main', '2026-11-01', '2026-12-01', 'november.csv', '', 'imported', {count},
        {count}, {fen}, 'operator:7', now());
INSERT INTO statement_line (statement, number, reference, quantity, cost_fen, status, verdict,
       attempt_id, has_case)
SELECT 1, n, 'R', 1, 100, 'delivered', '{verdict}', 999, true
  FROM generate_series(1, {count}) AS n"""
ISSUED = """
INSERT INTO supply_contract (supplier, valid_from, profit_share_bps, note, set_by, set_at)
VALUES ('fake-main', '2026-01-01', 2000, '', 'operator:7', now());
INSERT INTO monthly_statement (supplier, month, version, state, number, period_from, period_to,
       deliveries, quantity, points, cash_fen, revenue_fen, given_back_fen, cost_fen,
       reversed_fen, recovered_fen, lost_fen, margin_fen, share_fen, payable_fen, drafted_by,
       drafted_at, issued_at)
SELECT 'fake-main', month, 1, 'issued', month::text, month, month + interval '700 hours',
       {deliveries}, 1, 20, 0, 200, 0, 100, 0, 0, 0, 100, {share}, 100 + {share}, 'operator:7',
       now(), now()
  FROM unnest({months}::date[]) AS month;
INSERT INTO monthly_part (statement, kind, origin, attempt_id, reference, sku, quantity, points,
       cash_fen, cost_fen, occurred_at, contract)
SELECT id, 'delivery', 1, 999, 'R', 'SKU', 1, 20, 0, 100, now(), 1 FROM monthly_statement"""
ONE_MONTH = "ARRAY['2026-11-01']"

SEEDS = {
    "settlement: a statement's totals are the sum of its lines":
        CHARGED.format(count=1, fen=99, verdict="matched"),
    "settlement: every line has been judged":
        CHARGED.format(count=1, fen=100, verdict="unmatched"),
    "settlement: a matched delivery is a delivery of ours":
        CHARGED.format(count=1, fen=100, verdict="matched"),
    "settlement: a delivery is charged once": "DROP INDEX statement_line_charged_once;"
        + CHARGED.format(count=2, fen=200, verdict="matched"),
    "settlement: every discrepancy has a case":
        CHARGED.format(count=1, fen=100, verdict="wrong_amount"),
    "settlement: a month is the sum of its parts":
        ISSUED.format(months=ONE_MONTH, deliveries=2, share=20),
    "settlement: a month's share follows the contracts":
        ISSUED.format(months=ONE_MONTH, deliveries=1, share=21),
    "settlement: an issued delivery is what the books say":
        ISSUED.format(months=ONE_MONTH, deliveries=1, share=20),
    "settlement: a delivery is settled in one month":
        ISSUED.format(months="ARRAY['2026-10-01', '2026-11-01']", deliveries=1, share=20),
    "operators: the trail's chain has no gap":
        LINK.format(day="(at AT TIME ZONE 'UTC')::date", sequence=2),
    "operators: an entry is chained on its day": LINK.format(day="'2020-01-01'", sequence=1),
    "operators: nobody decides their own request": "UPDATE approval SET decided_by = made_by",
    "operators: a decided request says by whom and when":
        "UPDATE approval SET state = 'approved'",
    "auditing: what an operator did to a redemption is in the trail":
        "UPDATE timeline_entry SET actor = 'operator:7'",
    "auditing: points that an operator moved are in the trail":
        "UPDATE posting SET actor = 'operator:7'",
}  # fmt: skip

PROVED = {
    *SEEDS, *IN_REDEMPTIONS,
    *(f"ledger: {name}" for name in IN_THE_LEDGER),
    *(f"catalogue: {name}" for name in SPOILING),
    *(f"payments: {name}" for name in BREAKS),
    *(f"fulfilment: {name}" for name in LOSSES),  # By tests/fulfilment/test_losses.py.
}  # fmt: skip


class Undo(Exception):
    """Ends a transaction that must leave nothing behind."""


@pytest.fixture
async def books(stage: Stage, now: datetime) -> None:
    """A redemption by a member, and a request by an operator."""
    asks = await operators.add(name="finance", role=Role.FINANCE, now=now)
    await operators.request_approval(
        kind=ApprovalKind.REFUND, subject="redemption:1", content={"value_fen": 60_000},
        reason="parcel lost", made_by=asks.id, now=now,
    )  # fmt: skip
    await stage.member(points=1_000)
    await stage.place("topup-50", account="13800000101")


@pytest.mark.parametrize("name", SEEDS)
async def test_fires_on_a_violation(books: None, now: datetime, name: str) -> None:
    assert await broken(now=now) == {}
    with pytest.raises(Undo):
        async with db.transaction():
            await db.fetch("SET LOCAL session_replication_role = replica")  # No triggers.
            for statement in SEEDS[name].split(";"):
                await db.fetch(statement)
            assert name in await broken(now=now)
            raise Undo
