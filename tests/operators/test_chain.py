"""The trail is chained: what was changed behind the guards no longer fits."""

from datetime import datetime, timedelta

import asyncpg
import pytest

from app import operators
from app.kit import db


@pytest.fixture
async def trail(database: None, now: datetime) -> None:
    """Three entries on two days, chained."""
    for number in range(3):
        await operators.record(
            actor="operator:7", action="refund", subject=f"redemption:{number}",
            reason="asked", facts={"points": 5}, address="10.1.2.3",
            now=now + timedelta(hours=12 * number),
        )  # fmt: skip
    assert await operators.chain_entries(now=now) == 3
    assert await operators.chain_entries(now=now) == 0


async def found_after(sql: str) -> list[str]:
    """Change the trail with every guard off, verify, and take the change back."""
    with pytest.raises(Undone) as undone:
        async with db.transaction():
            await db.fetch("SET LOCAL session_replication_role = replica")
            await db.fetch(sql)
            found = await operators.verify_chain(forgotten_after=0)
            raise Undone([one.invariant for one in found])
    return list(undone.value.args[0])


class Undone(Exception):
    """Carries what was found out of a transaction that is rolled back."""


class TestChain:
    async def test_fits_what_was_written(self, trail: None, now: datetime) -> None:
        assert await operators.verify_chain(forgotten_after=0) == []
        heads = await operators.chain_heads(since=now.date())
        assert [(one.on_day.day, one.sequence) for one in heads] == [(21, 2), (22, 1)]

    @pytest.mark.parametrize(
        "change",
        ["actor = 'operator:8'", "reason = 'other'", "facts = '{\"points\": 50}'",
         "at = at + interval '1 second'", "address_masked = NULL", "subject = 'redemption:9'"],
    )  # fmt: skip
    async def test_finds_a_changed_entry(self, trail: None, change: str) -> None:
        found = await found_after(f"UPDATE audit_entry SET {change} WHERE id = 2")
        assert found == ["a chained audit_entry hashes to its link"]

    async def test_finds_an_entry_without_a_link(self, trail: None) -> None:
        found = await found_after("DELETE FROM audit_link WHERE audit_entry = 1")
        assert found == [
            "a chained audit_entry hashes to its link", "every audit_entry is chained"
        ]  # fmt: skip

    @pytest.mark.parametrize("table", ["audit_entry", "audit_link"])
    @pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
    async def test_is_append_only(self, trail: None, sql: str, table: str) -> None:
        with pytest.raises(asyncpg.RestrictViolationError):
            await db.fetch(sql.format(table))
