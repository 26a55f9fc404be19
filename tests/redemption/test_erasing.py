"""Deleting a member: nothing that is owed is lost, and the books still add up."""

from datetime import timedelta

import pytest

from app import members, redemption
from app.kit import db
from tests.stage import Stage

pytestmark = pytest.mark.usefixtures("invariants")
WEEK = 8 * 86_400


async def ask(stage: Stage, member_id: int) -> None:
    """Ask for a deletion, as if the code had been right."""
    await db.fetch(
        "INSERT INTO farewell (member, asked_at, due_at) VALUES ($1, $2, $3)",
        member_id, stage.clock.now, stage.clock.now + timedelta(days=7),
    )  # fmt: skip


async def joined(stage: Stage) -> int:
    found = await members.enrol(phone="13800000101", nickname="Ada", now=stage.clock.now)
    return await stage.member(points=1_000, member_id=found.id)


class TestEraseMembers:
    async def test_leaves_sums_without_a_person(self, stage: Stage) -> None:
        ada = await joined(stage)
        placed = await stage.place("topup-50", account="13800000101", member_id=ada)
        await stage.work()
        await ask(stage, ada)
        stage.clock.turn(WEEK)
        assert await redemption.jobs.erase_members(now=stage.clock.now) == 1
        assert await redemption.jobs.erase_members(now=stage.clock.now) == 0
        row = await db.fetch_one("SELECT * FROM redemption WHERE id = $1", placed.id)
        assert row is not None
        assert {
            row[name] for name in ("account_sealed", "account_masked", "account_index")
        } == {None}
        assert (row["points"], row["state"]) == (500, "delivered")
        assert await stage.available(ada) == 500

    async def test_waits_while_anything_is_owed(self, stage: Stage) -> None:
        ada = await joined(stage)
        placed = await stage.place("scarf", account="13800000101", member_id=ada, points=0)
        await ask(stage, ada)
        stage.clock.turn(WEEK)
        assert await redemption.jobs.erase_members(now=stage.clock.now) == 0
        assert not (await members.member(ada)).is_disabled
        await redemption.cancel(redemption_id=placed.id, member_id=ada, now=stage.clock.now)
        assert await redemption.jobs.erase_members(now=stage.clock.now) == 0
        stage.clock.turn(3_600)
        assert await redemption.jobs.erase_members(now=stage.clock.now) == 1
