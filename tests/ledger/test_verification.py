"""The chain and the recomputation find what was changed behind the ledger's back."""

import asyncio
from datetime import datetime, timedelta

import asyncpg
import pytest

from app import auditing, ledger
from app.kit import db
from tests.ledger.conftest import Give


async def tamper(sql: str) -> None:
    """Change the books with every guard off, verify, and take the change back."""
    async with db.transaction():
        await db.fetch("SET LOCAL session_replication_role = replica")  # Triggers are off.
        await db.fetch("ALTER TABLE posting DROP CONSTRAINT posting_takes_a_route")
        await db.fetch(sql)
        raise Undone(await differences())


async def differences() -> list[str]:
    """Name whatever the auditor would find in the ledger, youngest postings included."""
    chained = [str(one) for one in await ledger.verify_chain(forgotten_after=0)]
    broken = await auditing.broken()
    return chained + [f"{name}: {row}" for name, rows in broken.items() for row in rows]


class Undone(Exception):
    def __init__(self, found: list[str]) -> None:
        self.found = found


@pytest.fixture
async def books(give: Give, now: datetime) -> None:
    """Two days of postings, chained."""
    for day in range(2):
        await give(100, now=now + timedelta(days=day))
        await ledger.hold(
            member_id=1, points=10, purpose=f"p{day}", now=now + timedelta(days=day)
        )
    await ledger.chain_postings(now=now)


class TestVerify:
    async def test_finds_nothing_in_good_books(self, books: None) -> None:
        assert await differences() == []

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE posting SET actor = 'somebody' WHERE id = 2",
            'UPDATE posting SET receipt = receipt || \'{"arithmetic": "1 = 2"}\' WHERE id = 2',
            "UPDATE posting SET reference = 'other' WHERE id = 2",
            "UPDATE posting SET posted_at = posted_at + interval '1 second' WHERE id = 2",
            "UPDATE posting SET destination = 'redeemed' WHERE id = 2",
            "UPDATE posting SET points = 11 WHERE id = 2",
        ],
    )
    async def test_finds_a_changed_posting(self, books: None, sql: str) -> None:
        with pytest.raises(Undone) as undone:
            await tamper(sql)
        broken = [each for each in undone.value.found if "hashes" in each]
        assert len(broken) == 1
        assert broken[0].startswith("posting 2 in chain 2026-11-21 points: ")

    async def test_finds_a_changed_hash_and_what_hangs_on_it(self, books: None) -> None:
        with pytest.raises(Undone) as undone:
            await tamper("UPDATE chain_link SET hash = sha256('') WHERE posting = 1")
        subjects = [each.split(" in ")[0] for each in undone.value.found]
        assert subjects == ["posting 1", "posting 2"]

    async def test_finds_a_missing_link(self, books: None) -> None:
        with pytest.raises(Undone) as undone:
            await tamper("DELETE FROM chain_link WHERE posting = 1")
        told = "".join(undone.value.found)
        assert "a chain has no gap" in told
        assert "every posting is chained" in told

    async def test_finds_a_wallet_that_was_helped(self, books: None) -> None:
        with pytest.raises(Undone) as undone:
            await tamper("UPDATE wallet SET available = 999")
        told = undone.value.found[0]
        assert told.startswith("ledger: available is what the lots have left: ")
        assert "'member 1, points', 'expected': '180', 'found': '999'" in told


class TestChain:
    async def test_goes_on_where_it_stopped(
        self, books: None, give: Give, now: datetime
    ) -> None:
        await give(5, now=now)
        assert await ledger.chain_postings(now=now) == 1
        assert await differences() == []

    async def test_takes_a_bounded_part(self, give: Give, now: datetime) -> None:
        for _ in range(5):
            await give(5)
        assert [await ledger.chain_postings(now=now, most=2) for _ in range(4)] == [2, 2, 1, 0]

    async def test_is_built_by_one_at_a_time(self, give: Give, now: datetime) -> None:
        for _ in range(20):
            await give(5)
        counts = await asyncio.gather(
            *(ledger.chain_postings(now=now, most=20) for _ in range(6))
        )
        assert sum(counts) == 20

    async def test_finds_a_posting_that_committed_late(
        self, books: None, now: datetime
    ) -> None:
        await db.fetch("SELECT nextval(pg_get_serial_sequence('posting', 'id'))")
        await ledger.grant(
            member_id=2, points=1, reason="x", reference="late", actor="ops", now=now
        )
        await ledger.chain_postings(now=now)
        await db.fetch(
            "INSERT INTO posting (id, member_id, movement, source, destination, points,"
            " available_after, reference, receipt, posted_at) VALUES (5, 2, 'owe', 'debt',"
            " 'issued', 1, 1, 'l', '{}', $1)", now,
        )  # fmt: skip
        assert await ledger.chain_postings(now=now) == 1
        await _forget(5)


async def _forget(posting_id: int) -> None:
    """Take an impossible posting out again, so that the books agree when the test ends."""
    async with db.transaction():
        await db.fetch("SET LOCAL session_replication_role = replica")
        await db.fetch("DELETE FROM chain_link WHERE posting = $1", posting_id)
        await db.fetch("DELETE FROM posting WHERE id = $1", posting_id)


class TestPosting:
    @pytest.mark.parametrize("sql", ["UPDATE posting SET actor = 'x'", "DELETE FROM posting"])
    async def test_is_append_only(self, books: None, sql: str) -> None:
        with pytest.raises(asyncpg.RestrictViolationError):
            await db.fetch(sql)

    async def test_takes_only_declared_routes(self, books: None) -> None:
        with pytest.raises(asyncpg.CheckViolationError):
            await db.fetch(
                "INSERT INTO posting (member_id, movement, source, destination, points,"
                " available_after, reference, receipt, posted_at)"
                " VALUES (1, 'earn', 'redeemed', 'available', 1, 1, 'x', '{}', now())"
            )
