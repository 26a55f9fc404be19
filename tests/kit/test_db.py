"""A failed COMMIT, a cancelled scope and a killed backend leak nothing; a retry is atomic."""

import asyncio
from collections.abc import AsyncIterator

import anyio
import asyncpg
import pytest

from app.kit import db

DEFERRED = """
CREATE TABLE IF NOT EXISTS drill (n int, CONSTRAINT drill_once UNIQUE (n)
    DEFERRABLE INITIALLY DEFERRED)"""


@pytest.fixture
async def drill(database: None) -> AsyncIterator[None]:
    await db.fetch(DEFERRED)
    await db.fetch("TRUNCATE drill")
    yield
    await db.fetch("DROP TABLE drill")


async def rows() -> list[int]:
    return [row["n"] for row in await db.fetch("SELECT n FROM drill ORDER BY n")]


def idle() -> tuple[int, int]:
    pool = db.engine.pool
    assert pool is not None
    return pool.get_size(), pool.get_idle_size()


class TestTransaction:
    async def test_a_failed_commit_leaks_nothing(self, drill: None) -> None:
        for _ in range(40):  # Twice the pool: a leak would hang here.
            with pytest.raises(asyncpg.UniqueViolationError):
                async with db.transaction():
                    await db.fetch("INSERT INTO drill VALUES (1), (1)")
        size, free = idle()
        assert (size, await rows()) == (free, [])
        assert not db.is_in_transaction()

    async def test_a_cancelled_scope_leaks_nothing(self, drill: None) -> None:
        for _ in range(25):
            with anyio.move_on_after(0.01):
                async with db.transaction():
                    await db.fetch("INSERT INTO drill VALUES (2)")
                    await db.fetch("SELECT pg_sleep(5)")
            assert not db.is_in_transaction()
        assert await rows() == []

    async def test_a_killed_backend_leaks_nothing(self, drill: None) -> None:
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            async with db.transaction():
                await db.fetch("INSERT INTO drill VALUES (3)")
                await db.fetch("SELECT pg_terminate_backend(pg_backend_pid())")
        assert not db.is_in_transaction()
        assert await rows() == []

    async def test_refuses_to_be_nested(self, drill: None) -> None:
        with pytest.raises(db.NestedTransaction):
            async with db.transaction(), db.transaction():
                pass

    async def test_forbids_the_network_inside(self, drill: None) -> None:
        db.refuse_inside_transaction()
        with pytest.raises(db.NetworkInsideTransaction):
            async with db.transaction():
                db.refuse_inside_transaction()


class TestAtomic:
    async def test_a_retry_after_a_failed_commit_is_atomic(self, drill: None) -> None:
        tried = 0

        @db.atomic
        async def conflict() -> None:
            nonlocal tried
            tried += 1
            await db.fetch("INSERT INTO drill VALUES ($1)", tried)
            if tried < 3:
                raise asyncpg.SerializationError("as a COMMIT would")

        await conflict()
        assert (tried, await rows()) == (3, [3])

    async def test_does_not_retry_a_refusal(self, drill: None) -> None:
        tried = 0

        @db.atomic
        async def refuse() -> None:
            nonlocal tried
            tried += 1
            await db.fetch("INSERT INTO drill VALUES (1)")
            raise ValueError

        with pytest.raises(ValueError):
            await refuse()
        assert (tried, await rows()) == (1, [])

    async def test_a_swallowed_failure_dooms_the_whole(self, drill: None) -> None:
        @db.atomic
        async def inner() -> None:
            await db.fetch("INSERT INTO drill VALUES (7)")
            raise ValueError

        with pytest.raises(db.DoomedTransaction):
            async with db.transaction():
                with pytest.raises(ValueError):
                    await inner()
        assert await rows() == []

    async def test_opposite_lock_order_ends_well(self, drill: None) -> None:
        await db.fetch("INSERT INTO drill VALUES (1), (2)")

        @db.atomic
        async def touch(first: int, second: int) -> None:
            await db.fetch("SELECT n FROM drill WHERE n = $1 FOR UPDATE", first)
            await asyncio.sleep(0.01)
            await db.fetch("SELECT n FROM drill WHERE n = $1 FOR UPDATE", second)

        await asyncio.gather(*(touch(1, 2) if n % 2 else touch(2, 1) for n in range(4)))
