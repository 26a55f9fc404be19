"""A migrated database for one simulating process, on the server that is given or embedded."""

import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from app import migrations
from app.kit import db, embedded_postgres, secrets

from .counting import TRIGGERS

_TABLES = """
SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration'
 ORDER BY tablename"""

_RESTART = """
SELECT setval(format('%I.%I', schemaname, sequencename), 1, false) FROM pg_sequences
 WHERE schemaname = 'public' AND sequencename NOT LIKE 'migration%' AND last_value > 0"""


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The PostgreSQL of LAUREL_DATABASE_URL, else an embedded one for as long as it lasts."""
    given = os.environ.get("LAUREL_DATABASE_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="laurel-simulation-") as folder:
        url = embedded_postgres.ensure(Path(folder)).url
        try:
            yield url
        finally:
            embedded_postgres.remove(Path(folder))


@contextlib.asynccontextmanager
async def database(server_url: str) -> AsyncIterator[None]:
    """Connect the house to a fresh database; the machine never loses power, so no fsync."""
    name = f"laurel_simulation_{os.getpid()}"
    admin = await asyncpg.connect(server_url)
    await admin.execute(f'CREATE DATABASE "{name}"')
    await admin.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    url = urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    try:
        secrets.install("a-secret-for-histories-of-32-characters")
        await db.connect(url, pool_size=20)
        await migrations.migrate(url)
        connection = await asyncpg.connect(url)
        await connection.execute(TRIGGERS)
        await connection.close()
        yield
    finally:
        await db.disconnect()
        await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await admin.close()


async def wipe() -> None:
    """Empty every table that holds anything, and let every number begin at 1 again."""
    names = [row["tablename"] for row in await db.fetch(_TABLES)]
    held = " UNION ALL ".join(
        f"SELECT '{name}' AS name WHERE EXISTS (SELECT FROM \"{name}\")" for name in names
    )
    used = ", ".join(f'"{row["name"]}"' for row in await db.fetch(held))
    async with db.transaction():
        # A checkpoint of a busy machine may hold it up for longer than a page would wait.
        await db.fetch("SELECT set_config('statement_timeout', '5min', true)")
        if used:
            await db.fetch(f"TRUNCATE {used} CASCADE")
        await db.fetch(_RESTART)
