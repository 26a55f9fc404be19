"""What a process opens before it works: the database, the secrets, the suppliers."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import msgspec

import app.demo
from app import catalogue, fulfilment, payments
from app.kit import db, embedded_postgres, secrets
from app.kit.errors import ConfigurationRefused
from app.settings import Settings
from suppliers import SupplierConfig, offered_products

DEMO_SUPPLIERS = Path(app.demo.__file__).with_name("suppliers.toml")


def database_url(settings: Settings) -> str:
    """Name the database: as set, else the embedded one, which is started if need be."""
    return settings.database_url or embedded_postgres.ensure(settings.data).url


@asynccontextmanager
async def opened(settings: Settings, url: str, *, pool_size: int = 10) -> AsyncIterator[None]:
    """Connect this process to the database and give it its secrets.

    Raises ConfigurationRefused with one plain sentence when the database cannot be reached.
    """
    secrets.install(settings.secret)
    try:
        await db.connect(url, pool_size=pool_size)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise ConfigurationRefused(
            f"The database cannot be reached: {str(error) or type(error).__name__}."
        ) from error
    try:
        yield
    finally:
        await fulfilment.gateway.close()
        await payments.aclose()
        await db.disconnect()


def suppliers_of(
    settings: Settings, *, environ: Mapping[str, str] = os.environ
) -> list[SupplierConfig]:
    """Read who delivers for us; the demo has a file of its own.

    Raises ConfigurationRefused: production takes no fake and no line that others can read.
    """
    if settings.is_demo and settings.suppliers is None:
        return _demo_suppliers(settings, environ)
    configs = fulfilment.gateway.read_configuration(settings.suppliers, environ=environ)
    for config in configs:
        if settings.is_demo:
            continue
        if config.is_fake:
            raise ConfigurationRefused(
                f'Supplier "{config.name}" is a fake, which production refuses.'
            )
        if not config.is_encrypted:
            raise ConfigurationRefused(
                f'Supplier "{config.name}" needs an https:// base_url in production.'
            )
    return configs


async def open_suppliers(settings: Settings) -> None:
    """Let this process speak with the suppliers; needs the database, closed by `opened`.

    Raises ConfigurationRefused with one plain sentence.
    """
    configs = suppliers_of(settings)
    if settings.suppliers is not None:  # The demo's file is ours; its shop may be unloaded.
        await _refuse_unknown_products(configs)
    await fulfilment.gateway.configure(configs)


async def _refuse_unknown_products(configs: list[SupplierConfig]) -> None:
    unknown = await catalogue.unknown_slugs(offered_products(configs))
    if unknown:
        raise ConfigurationRefused(
            f"The suppliers' file offers a product that does not exist: {unknown[0]}."
        )


def _demo_suppliers(settings: Settings, environ: Mapping[str, str]) -> list[SupplierConfig]:
    """Let the demo's supplier be found where `laurel up` has started it."""
    known = {"LAUREL_FAKE_SECRET": settings.payment_key, **environ}
    configs = fulfilment.gateway.read_configuration(DEMO_SUPPLIERS, environ=known)
    if not settings.fake_base_url:
        return configs
    return [
        msgspec.structs.replace(config, base_url=settings.fake_base_url)
        if config.is_fake else config
        for config in configs
    ]  # fmt: skip
