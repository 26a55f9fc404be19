"""The pool, and SQL written by hand with `$1…` parameters."""

from typing import Any

from app.kit.db.engine import engine

SESSION = {
    "timezone": "UTC",
    "lock_timeout": "3s",
    "statement_timeout": "10s",
    "idle_in_transaction_session_timeout": "10s",
}


async def connect(url: str, *, pool_size: int = 10) -> None:
    """Open the pool on `url`, a libpq address. Close it with `disconnect`."""
    engine.config = {"dsn": url, "server_settings": SESSION, "timeout": 10}
    await engine.start_connection_pool(min_size=1, max_size=pool_size, reset=_keep_session)


async def _keep_session(connection: Any) -> None:
    """Reset nothing between uses: no statement here leaves session state behind."""


async def disconnect() -> None:
    if engine.pool is not None:
        await engine.close_connection_pool()


async def fetch(sql: str, *values: Any) -> list[Any]:
    """Run one statement with `$1…` parameters, inside the open transaction if there is one."""
    current = engine.current_transaction.get()
    if current is not None:
        return list(await current.connection.fetch(sql, *values))
    return list(await engine._run_in_pool(sql, values))


async def fetch_one(sql: str, *values: Any) -> Any | None:
    """Run one statement and return its first row, or None."""
    found = await fetch(sql, *values)
    return found[0] if found else None


async def database_now() -> Any:
    """Ask the database for the instant; leases and deadlines are measured by its clock."""
    row = await fetch_one("SELECT clock_timestamp() AS now")
    assert row is not None
    return row["now"]
