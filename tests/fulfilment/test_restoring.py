"""From a restored database nothing is sent until an operator says so; asking goes on."""

import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from app import fulfilment, redemption
from app.fulfilment import service
from app.kit import db
from tests.stage import Stage

GOOD, SLOW = "13800000101", "13800000301"
CODES = [(f"CARD-{number}", None, None) for number in range(3)]


async def arm_all(stage: Stage) -> None:
    rows = await db.fetch("SELECT supplier FROM supplier_switch WHERE NOT is_armed")
    for row in rows:
        await fulfilment.switch_supplier(
            supplier=row["supplier"], is_armed=True, actor="ops", reason="compared",
            now=stage.clock.now,
        )  # fmt: skip


async def load_from_dump() -> None:
    """Do to the mark what a dump does that is loaded into the very database it came from."""
    mark = await db.fetch_one("DELETE FROM deployment RETURNING *")
    assert mark is not None
    await db.fetch(
        "INSERT INTO deployment (identity, written_by, marked_at) VALUES ($1, $2, $3)",
        mark["identity"], mark["written_by"], mark["marked_at"],
    )  # fmt: skip


@pytest.fixture
async def dump(stage: Stage, database_url: str, tmp_path: Path) -> AsyncIterator["Dump"]:
    """A backup that is taken when told, and becomes the database when told."""
    programs = await pg_programs()
    if programs is None:
        pytest.skip("PostgreSQL runs elsewhere, and its programs with it")
    taken = Dump(database_url, tmp_path / "laurel.dump", programs)
    yield taken
    await taken.go_back()


class Dump:
    def __init__(self, url: str, path: Path, programs: Path) -> None:
        self.url, self.path, self.programs = url, path, programs
        self.name = f"laurel_restored_{os.getpid()}"

    def take(self) -> None:
        self._run("pg_dump", "--format=custom", f"--file={self.path}", self.url)

    async def restore(self) -> None:
        """Load it into a database of its own, and let the mall go on there."""
        await self._admin(f'CREATE DATABASE "{self.name}"')
        there = urlunsplit(urlsplit(self.url)._replace(path=f"/{self.name}"))
        self._run("pg_restore", "--exit-on-error", f"--dbname={there}", str(self.path))
        await db.disconnect()
        await db.connect(there, pool_size=10)

    async def go_back(self) -> None:
        await db.disconnect()
        await db.connect(self.url, pool_size=20)
        await self._admin(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    async def _admin(self, sql: str) -> None:
        admin = await asyncpg.connect(self.url)
        await admin.execute(sql)
        await admin.close()

    def _run(self, program: str, *options: str) -> None:
        subprocess.run(
            [self.programs / program, *options], check=True, capture_output=True, timeout=60
        )


async def pg_programs() -> Path | None:
    """Find the server's own pg_dump and pg_restore, if it runs on this machine."""
    [row] = await db.fetch("SELECT setting FROM pg_config() WHERE name = 'BINDIR'")
    folder = Path(row["setting"])
    return folder if (folder / "pg_restore").exists() else None


class TestRestoredBackup:
    async def test_sends_nothing_asks_on_and_goes_on_when_armed(
        self, stage: Stage, dump: Dump
    ) -> None:
        await stage.member(points=5_000)
        await stage.place("topup-50", account=GOOD)
        on_its_way = await stage.place("topup-50", account=SLOW)
        await stage.work(rounds=2)
        gap, queued = (
            await stage.place("topup-50", account=GOOD),
            await stage.place("topup-50", account=GOOD),
        )
        await stage.relay()
        dump.take()
        await redemption.refund(
            redemption_id=queued.id, reason="x", actor="ops", now=stage.clock.now
        )
        await stage.work(rounds=1)  # Delivers what the backup holds as queued.
        assert len(stage.deliveries()) == 2

        await dump.restore()
        await stage.work(rounds=3)
        assert len(stage.deliveries()) == 2
        assert await stage.cases() == ["restored"]
        stage.clock.turn(70)
        await stage.work(rounds=2)
        assert await stage.state(on_its_way) == "delivered"  # It was asked about.
        assert len(stage.deliveries()) == 3

        # The operator finds the gap's delivery in the supplier's list.
        await redemption.refund(
            redemption_id=gap.id, reason="delivered in the gap", actor="ops",
            now=stage.clock.now,
        )  # fmt: skip
        await arm_all(stage)
        stage.clock.turn(61)
        await stage.work(rounds=3)
        assert await stage.state(queued) == "delivered"
        assert len(stage.deliveries()) == 4
        assert all(line["submits"] == 1 for line in stage.deliveries())
        assert await stage.cases() == ["restored"]


class TestNoticeRestore:
    async def test_is_not_fooled_by_a_dump_loaded_where_it_came_from(
        self, stage: Stage
    ) -> None:
        await stage.member(points=5_000)
        await stage.place("topup-50", account=GOOD)
        await stage.work(rounds=2)
        await load_from_dump()
        placed = await stage.place("topup-50", account=GOOD)
        await stage.work(rounds=3)
        assert await fulfilment.attempts(redemption_id=placed.id) == ()
        await arm_all(stage)
        stage.clock.turn(61)
        await stage.work(rounds=2)
        assert await stage.state(placed) == "delivered"

    async def test_says_nothing_of_a_database_that_merely_goes_on(self, stage: Stage) -> None:
        assert not await service.notice_restore(now=stage.clock.now)
        await db.fetch("VACUUM FREEZE deployment")
        assert not await service.notice_restore(now=stage.clock.now)
        assert await stage.cases() == []

    @pytest.mark.parametrize("part", [0, 1, 2])
    async def test_notices_another_cluster_timeline_and_database(
        self, stage: Stage, part: int
    ) -> None:
        await service.notice_restore(now=stage.clock.now)
        row = await db.fetch_one("SELECT deployment_identity() AS told")
        assert row is not None
        parts = row["told"].split("/")
        parts[part] += "0"
        await db.fetch(
            "UPDATE deployment SET identity = $1, written_by = deployment_writer()",
            "/".join(parts),
        )
        assert await service.notice_restore(now=stage.clock.now)
        assert not await service.notice_restore(now=stage.clock.now)

    async def test_holds_our_own_codes_back_too(self, stage: Stage) -> None:
        """A code that was handed out in the gap would be handed out twice."""
        await fulfilment.gateway.configure([])
        await fulfilment.add_codes(
            product_slug="gamecard-30", codes=CODES, source="x", now=stage.clock.now
        )
        await service.notice_restore(now=stage.clock.now)
        await load_from_dump()
        await stage.member(points=300)
        placed = await stage.place("gamecard-30")
        await stage.work(rounds=2)
        assert await stage.state(placed) == "delivering"
        await arm_all(stage)
        stage.clock.turn(61)
        await stage.work(rounds=1)
        assert await stage.state(placed) == "delivered"
