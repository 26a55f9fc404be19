"""What a web process holds while it runs: the pool, the suppliers, one listener."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from litestar import Litestar

from app import opening
from app.kit import db, embedded_postgres, skew
from app.kit.errors import ConfigurationRefused
from app.settings import Settings

from .live import Live


@asynccontextmanager
async def running(app: Litestar) -> AsyncIterator[None]:
    """Connect unless this process is connected already, and listen for changes."""
    settings: Settings = app.state.settings
    url = database_url(settings)
    async with AsyncExitStack() as stack:
        if db.engine.pool is None:
            await stack.enter_async_context(opening.opened(settings, url))
            await skew.refuse()
            await opening.open_suppliers(settings)
        app.state.live = await stack.enter_async_context(Live(url).listening())
        yield


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
