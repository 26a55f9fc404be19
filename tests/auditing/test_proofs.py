"""Invariants of the operators' room, and those across rooms, fire on a seeded violation."""

from datetime import datetime

import pytest

from app import operators
from app.kit import db
from app.operators import ApprovalKind, Role
from tests.catalogue.test_invariants import SPOILING
from tests.fulfilment.test_losses import SEEDS as OF_LOSSES
from tests.invariants import broken
from tests.ledger.test_invariants import SEEDS as IN_THE_LEDGER
from tests.loyalty.test_invariants import SEEDS as IN_LOYALTY
from tests.loyalty.test_tier_invariants import SEEDS as OF_TIERS
from tests.payments.test_invariants import BREAKS
from tests.redemption.test_invariants import SEEDS as IN_REDEMPTIONS
from tests.settlement.test_invariants import TAMPERED as IN_SETTLEMENT
from tests.stage import Stage

LINK = """
INSERT INTO audit_link (on_day, trail, sequence, audit_entry, hash)
SELECT {day}, 'operators', {sequence}, id, '' FROM audit_entry ORDER BY id LIMIT 1"""

LEFT = """
INSERT INTO farewell (member, asked_at, due_at, done_at)
SELECT {member}, '2020-01-01', '2020-01-08', '2020-01-09'"""
LEFT_FIRST = f"WITH gone AS ({LEFT.format(member=9)}) "
OWNER = LEFT.format(member="member_id") + " FROM redemption LIMIT 1"

SEEDS = {
    "members: a deleted member has no name, no phone and no dream":
        LEFT_FIRST + "INSERT INTO member"
        " (id, nickname, is_personalised, is_disabled, joined_at)"
        " VALUES (9, 'Ada', false, true, now())",
    "members: a deleted member lives nowhere":
        LEFT_FIRST + "INSERT INTO address"
        " (member, content_sealed, label, created_at, removed_at)"
        " VALUES (9, 'x', '', now(), now())",
    "members: a deleted member can be recognised by nothing":
        LEFT_FIRST + "INSERT INTO identity (member, kind, subject_index, verified_at)"
        " VALUES (9, 'phone', 'x', now())",
    "members: a deleted member is shut out, and every sign-in over":
        LEFT_FIRST + "INSERT INTO member (id, nickname, is_personalised, joined_at)"
        " VALUES (9, '—', false, now())",
    "operators: the trail's chain has no gap":
        LINK.format(day="(at AT TIME ZONE 'UTC')::date", sequence=2),
    "operators: an entry is chained on its day": LINK.format(day="'2020-01-01'", sequence=1),
    "operators: nobody decides their own request": "UPDATE approval SET decided_by = made_by",
    "operators: a decided request says by whom and when":
        "UPDATE approval SET state = 'approved'",
    "auditing: what an operator did to a redemption is in the trail":
        "UPDATE timeline_entry SET actor = 'operator:7'",
    "auditing: where a deleted member's things went is forgotten": OWNER,
    "auditing: no answer to a deleted member is kept":
        LEFT_FIRST + "INSERT INTO idempotency_key"
        " (scope, key, fingerprint, status, body, answered_at)"
        " VALUES ('member:9:/redemptions', 'k', 'r', 201, '138****0101', now())",
    "auditing: what a deleted member did is forgotten fifteen minutes later":
        LEFT_FIRST + "INSERT INTO behaviour_event"
        " (member_id, kind, client_event_id, occurred_at, received_at, data)"
        " VALUES (9, 'read', '1', now(), now(), '{}')",
    "auditing: a stuck refund has an open case":
        "INSERT INTO refund (payment, refund_no, reference, amount_fen, reason, state,"
        " requested_at, due_at) VALUES (1, 'R1', 'refund:1', 1, 'x', 'stuck', now(), now())",
    "auditing: points that an operator moved are in the trail":
        "UPDATE posting SET actor = 'operator:7'",
}  # fmt: skip

PROVED = {
    *SEEDS, *IN_REDEMPTIONS,
    *(f"ledger: {name}" for name in IN_THE_LEDGER),
    *(f"catalogue: {name}" for name in SPOILING),
    *(f"loyalty: {name}" for name in (*IN_LOYALTY, *OF_TIERS)),
    *(f"payments: {name}" for name in BREAKS),
    *(f"fulfilment: {name}" for name in OF_LOSSES),
    *(f"settlement: {name}" for name in IN_SETTLEMENT),
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
            await db.fetch(SEEDS[name])
            assert name in await broken(now=now)
            raise Undo
