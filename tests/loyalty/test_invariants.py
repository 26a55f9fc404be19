"""Each invariant of what cash earned fires on a violation seeded in secret."""

import pytest

from app import redemption
from app.kit import db
from tests.invariants import broken
from tests.journeys.conftest import pay
from tests.payments.stage import Stage as Bank
from tests.stage import Stage

SEEDS = {
    "what a purchase earned was posted, to its member":
        "UPDATE posting SET member_id = 2 WHERE movement = 'earn'",
    "what was posted for a purchase is one": "DELETE FROM purchase",
    "what a purchase lost was clawed back or is owed":
        "UPDATE purchase SET taken_back = taken_back + 1",
    "a purchase keeps the share of its points that it keeps of its cash":
        "UPDATE purchase SET taken_back = taken_back - 1",
}  # fmt: skip


class Undo(Exception):
    """Ends a transaction that must leave nothing behind."""


async def test_each_fires_on_a_violation(stage: Stage, bank: Bank) -> None:
    placed = await stage.place("scarf", account="13800000101", points=0)
    await pay(bank, placed)
    stage.clock.turn(30)
    await stage.work(rounds=3)
    await redemption.refund(
        redemption_id=placed.id, reason="x", actor="ops", cash_fen=10_000, now=stage.clock.now
    )
    assert await broken(now=stage.clock.now) == {}
    silent = [name for name, sql in SEEDS.items() if not await fires(stage, name, sql)]
    assert silent == []


async def fires(stage: Stage, name: str, sql: str) -> bool:
    with pytest.raises(Undo):
        async with db.transaction():
            await db.fetch("SET LOCAL session_replication_role = replica")  # No triggers.
            await db.fetch(sql)
            found = await broken(now=stage.clock.now)
            raise Undo
    return f"loyalty: {name}" in found
