"""The schema and its history, written as SQL and run by Piccolo, one process at a time."""

import contextlib
import io
import os
from pathlib import Path

import asyncpg
from piccolo.apps.migrations.commands.forwards import forwards

from app.kit.db import engine, fetch_one

_LOCK = 7_276_001  # Any number, the same in every process that migrates.


async def migrate(url: str) -> None:
    """Bring the database at `url` to the newest schema; needs `db.connect` before. Repeatable.

    Two processes may call it at once: the second waits and then finds nothing to do.
    """
    os.environ.setdefault("PICCOLO_CONF", "app.piccolo_conf")
    # The lock lives on a connection of its own: the migrations run in the pool's transactions.
    guard = await asyncpg.connect(url)
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", _LOCK)
        with contextlib.redirect_stdout(io.StringIO()):
            await forwards(app_name="laurel")
    finally:
        await guard.close()


async def pending() -> list[str]:
    """Name the migrations that this database has not seen."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("laurel_*.py"))
    row = await fetch_one("SELECT to_regclass('migration') IS NOT NULL AS exists")
    if row is None or not row["exists"]:
        return names
    count = await fetch_one("SELECT count(*) AS n FROM migration WHERE app_name = 'laurel'")
    return names[count["n"] if count else 0 :]


async def run_script(name: str) -> None:
    """Run one SQL file of this folder inside the migration's transaction."""
    current = engine.current_transaction.get()
    assert current is not None, "a migration runs in a transaction"
    await current.connection.execute((Path(__file__).parent / name).read_text())
