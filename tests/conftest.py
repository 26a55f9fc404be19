"""What every test may ask for: a migrated database of its own, empty at the start."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from app import migrations
from app.kit import db, embedded_postgres, secrets
from tests.invariants import invariants  # noqa: F401 - a fixture.

os.environ.setdefault("LAUREL_MODE", "demo")  # Settings need no secret of their own.

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


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
async def database(_pool: None) -> None:
    """Empty every table; ask for it in each test that touches the database."""
    await empty()


async def empty() -> None:
    """Empty every table of the test's own database."""
    rows = await db.fetch(
        "SELECT string_agg(format('%I', tablename), ', ') AS names FROM pg_tables"
        " WHERE schemaname = 'public' AND tablename <> 'migration'"
    )
    await db.fetch(f"TRUNCATE {rows[0]['names']} RESTART IDENTITY CASCADE")


@pytest.fixture
def now() -> datetime:
    """The instant at which every test begins."""
    return NOW
