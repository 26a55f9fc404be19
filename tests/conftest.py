"""What every test may ask for: a migrated database of its own, empty at the start."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from hypothesis import settings

from app import migrations
from app.kit import db, embedded_postgres, secrets
from tests.invariants import check, invariants  # noqa: F401 - a fixture.
from tests.mall import mall, mall_database  # noqa: F401 - fixtures.

os.environ.setdefault("LAUREL_MODE", "demo")  # Settings need no secret of their own.

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)

# A busy machine is no reason to fail; speed is measured elsewhere, beside a limit.
settings.register_profile("laurel", deadline=None)
settings.load_profile("laurel")


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """An outside PostgreSQL by LAUREL_DATABASE_URL, else an embedded one for this run."""
    given = os.environ.get("LAUREL_DATABASE_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="laurel-tests-") as folder:
        server = embedded_postgres.ensure(Path(folder))
        try:
            yield server.url
        finally:
            embedded_postgres.remove(Path(folder))


@pytest.fixture(scope="session")
async def database_url(server_url: str) -> AsyncIterator[str]:
    """A migrated database of this test process."""
    name = f"laurel_test_{os.getpid()}"
    admin = await asyncpg.connect(server_url)
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.execute(f'CREATE DATABASE "{name}"')
    url = urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    yield url
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


@pytest.fixture(scope="session")
async def _pool(database_url: str) -> AsyncIterator[None]:
    secrets.install("a-secret-for-tests-of-32-characters")
    await db.connect(database_url, pool_size=20)
    await migrations.migrate(database_url)
    yield
    await db.disconnect()


@pytest.fixture
async def database(_pool: None, request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """Empty every table; ask for it in each test that touches the database.

    Every invariant must hold when the test is over, unless it says why it `tampers`.
    """
    await empty()
    yield
    if request.node.get_closest_marker("tampers") is None:
        await check()


_STATEMENT: list[str] = []  # Written once; the tables are the same all day.


async def empty() -> None:
    """Empty the test's own database: every table that has rows, or gave out a number.

    TRUNCATE makes new files, so what is empty already is left alone.
    """
    if not _STATEMENT:
        _STATEMENT.append(await _touched())
    touched = await db.fetch(_STATEMENT[0])
    if touched:
        names = ", ".join(f'"{row["name"]}"' for row in touched)
        await db.fetch(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


async def _touched() -> str:
    """Write the statement that names the tables which are not as new."""
    rows = await db.fetch(
        "SELECT tablename AS name FROM pg_tables"
        " WHERE schemaname = 'public' AND tablename <> 'migration' ORDER BY 1"
    )
    return " UNION ALL ".join(
        f"""SELECT '{row["name"]}' AS name WHERE EXISTS (SELECT FROM "{row["name"]}")
 OR pg_sequence_last_value(pg_get_serial_sequence('"{row["name"]}"', 'id')::regclass) > 0"""
        for row in rows
    )


@pytest.fixture
def now() -> datetime:
    """The instant at which every test begins."""
    return NOW
