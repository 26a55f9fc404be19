"""What a web process holds while it runs: the pool, the secrets, one listener."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar

from app import fulfilment, opening, payments
from app.kit import db, embedded_postgres
from app.kit.errors import ConfigurationRefused
from app.settings import Settings

from .live import Live


@asynccontextmanager
async def running(app: Litestar) -> AsyncIterator[None]:
    """Connect unless this process is connected already, and listen for changes."""
    url = database_url(app.state.settings)
    is_ours = db.engine.pool is None
    if is_ours:
        await db.connect(url)
        await opening.open_suppliers(app.state.settings)
    try:
        async with Live(url).listening() as app.state.live:
            yield
    finally:
        if is_ours:
            await fulfilment.gateway.close()
            await payments.aclose()
            await db.disconnect()


def database_url(settings: Settings) -> str:
    """Tell where the database is: as set, or the embedded one that runs for this folder."""
    if settings.database_url:
        return settings.database_url
    server = embedded_postgres.running(settings.data)
    if server is None:
        raise ConfigurationRefused(
            "No database: start with `laurel up`, or set LAUREL_DATABASE_URL."
        )
    return server.url
