"""What a process opens before it works: the database, the secrets, the suppliers."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import asyncpg
import msgspec

from app import catalogue, demo, fulfilment, migrations, payments
from app.kit import db, embedded_postgres, secrets
from app.kit.errors import ConfigurationRefused
from app.settings import Settings
from suppliers import SupplierConfig, offered_products

FAKE_SECRET = "demo-fake-secret"  # noqa: S105 - production refuses every fake.
OLDEST_SERVER = 150_000
UNREACHABLE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

_OTHERS = """
SELECT count(*) FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"""


@contextmanager
def database(settings: Settings, *, is_owner: bool = False) -> Iterator[str]:
    """Name the database: as set, else the embedded one of the data folder, started if need be.

    Who started it stops it in the end, and so does its owner whoever started it, unless
    somebody else still uses it. Raises EmbeddedPostgresRefused with one plain sentence.
    """
    if settings.database_url:
        yield settings.database_url
        return
    server = embedded_postgres.ensure(settings.data)
    try:
        yield server.url
    finally:
        if (is_owner or server.started_here) and not asyncio.run(_is_used(server.url)):
            embedded_postgres.stop(server)


@asynccontextmanager
async def opened(settings: Settings, url: str, *, pool_size: int = 10) -> AsyncIterator[None]:
    """Connect this process to the database and give it its secrets.

    Raises ConfigurationRefused with one plain sentence when the database cannot be reached
    or is too old.
    """
    secrets.install(settings.secret)
    takes_cash(settings)  # Unusable keys are refused here, by every process.
    try:
        await db.connect(url, pool_size=pool_size)
    except UNREACHABLE as error:
        raise ConfigurationRefused(
            f"The database cannot be reached: {_one_line(error)}."
        ) from error
    try:
        await _refuse_old_server()
        yield
    finally:
        await fulfilment.gateway.close()
        await payments.aclose()
        await db.disconnect()


def takes_cash(settings: Settings) -> bool:
    """Tell whether there is a payment provider; the mall runs without one too.

    Raises ConfigurationRefused when its keys cannot be used.
    """
    return payments.keys_of(settings) is not None


async def refuse_unmigrated() -> None:
    """Raise ConfigurationRefused when this version's schema is not there."""
    if await migrations.pending():
        raise ConfigurationRefused("The database lacks the schema: run `laurel migrate`.")


async def open_suppliers(settings: Settings) -> None:
    """Let this process speak with the suppliers; needs the database, closed by `opened`.

    Raises ConfigurationRefused with one plain sentence.
    """
    configs = suppliers_of(settings)
    if settings.suppliers is not None:  # The demo's file is ours; its shop may be unloaded.
        await _refuse_unknown_products(configs)
    await fulfilment.gateway.configure(configs)


def suppliers_of(
    settings: Settings, *, environ: Mapping[str, str] = os.environ
) -> list[SupplierConfig]:
    """Read who delivers for us; the demo has a file of its own.

    Raises ConfigurationRefused: production takes no fake and no line that others can read.
    """
    if settings.is_demo and settings.suppliers is None:
        return _demo_suppliers(settings, environ)
    configs = fulfilment.gateway.read_configuration(settings.suppliers, environ=environ)
    if not settings.is_demo:
        _refuse_unsafe(configs)
    return configs


def _refuse_unsafe(configs: list[SupplierConfig]) -> None:
    for config in configs:
        if config.is_fake:
            raise ConfigurationRefused(
                f'Supplier "{config.name}" is a fake, which production refuses.'
            )
        if not config.is_encrypted:
            raise ConfigurationRefused(
                f'Supplier "{config.name}" needs an https:// base_url in production.'
            )


async def _refuse_unknown_products(configs: list[SupplierConfig]) -> None:
    unknown = await catalogue.unknown_slugs(offered_products(configs))
    if unknown:
        raise ConfigurationRefused(
            f"The suppliers' file offers a product that does not exist: {unknown[0]}."
        )


def _demo_suppliers(settings: Settings, environ: Mapping[str, str]) -> list[SupplierConfig]:
    """Let the demo's supplier be found where `laurel up` has started it."""
    known = {"LAUREL_FAKE_SECRET": FAKE_SECRET, **environ}
    configs = fulfilment.gateway.read_configuration(demo.SUPPLIERS, environ=known)
    if not settings.fake_base_url:
        return configs
    return [
        msgspec.structs.replace(config, base_url=settings.fake_base_url)
        if config.is_fake else config
        for config in configs
    ]  # fmt: skip


async def _refuse_old_server() -> None:
    row = await db.fetch_one("SELECT current_setting('server_version_num')::int AS version")
    if row is None or row["version"] < OLDEST_SERVER:
        raise ConfigurationRefused("Laurel needs PostgreSQL 15 or newer.")


async def _is_used(url: str) -> bool:
    """Tell whether another client is connected to the embedded server."""
    try:
        connection = await asyncpg.connect(url, timeout=5)
    except UNREACHABLE:
        return False
    try:
        return bool(await connection.fetchval(_OTHERS))
    finally:
        await connection.close()


def _one_line(error: Exception) -> str:
    said = str(error).strip() or type(error).__name__
    return said.splitlines()[0].rstrip(".")
