"""What do we ask suppliers? The adapters of this process, and who sells what."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

import suppliers
from app.kit import clock, db
from app.kit.errors import ConfigurationRefused
from suppliers import Adapter, Offer, Outcome, RechargeOrder, SupplierConfig, Unknown

from .errors import SupplierUnknown
from .tidying import tidy


class Gates(msgspec.Struct, frozen=True):
    """When a supplier may be asked first and again, and when "missing" proves something."""

    first_after: int = 60
    interval: int = 60
    missing_after: int = 3_600


_configs: dict[str, SupplierConfig] = {}
_adapters: dict[str, Adapter] = {}
_turns: dict[str, asyncio.Semaphore] = {}


def read_configuration(
    path: Path | None, *, environ: Mapping[str, str]
) -> list[SupplierConfig]:
    """Read the suppliers' file. Raises ConfigurationRefused with one plain sentence."""
    if path is None:
        return []
    try:
        return list(suppliers.read(path, environ=environ))
    except suppliers.ConfigurationRefused as error:
        raise ConfigurationRefused(str(error)) from error


async def configure(
    configs: Iterable[SupplierConfig],
    *,
    patience: suppliers.Patience | None = None,
    time: suppliers.Clock = clock.now,
) -> None:
    """Build this process's adapters anew; the old ones are closed."""
    await close()
    for config in sorted(configs, key=lambda one: one.priority):
        _configs[config.name] = config
        _turns[config.name] = asyncio.Semaphore(config.concurrency)
        _adapters[config.name] = suppliers.build(
            config,
            clock=time,
            before_request=db.refuse_inside_transaction,
            patience=patience,
        )


async def close() -> None:
    for adapter in _adapters.values():
        await adapter.aclose()
    _adapters.clear()
    _turns.clear()
    _configs.clear()


def configured() -> list[SupplierConfig]:
    """List the suppliers of this process by priority."""
    return list(_configs.values())


def sellers(product_slug: str) -> list[tuple[SupplierConfig, Offer]]:
    """List who sells a product, by priority."""
    return [
        (config, offer)
        for config in _configs.values()
        for offer in config.offers
        if offer.product == product_slug
    ]


def offer_of(supplier: str, product_slug: str) -> Offer:
    """Find one supplier's offer. Raises SupplierUnknown when it does not sell the product."""
    for config, offer in sellers(product_slug):
        if config.name == supplier:
            return offer
    raise SupplierUnknown


def adapter(name: str) -> Adapter:
    """Find an adapter by its name. Raises SupplierUnknown."""
    try:
        return _adapters[name]
    except KeyError:
        raise SupplierUnknown from None


def turn(supplier: str) -> asyncio.Semaphore:
    """The queue before one supplier: no more at a time than its `concurrency`."""
    adapter(supplier)
    return _turns[supplier]


async def submit(supplier: str, order: RechargeOrder) -> Outcome:
    """Submit once. Never repeat after anything but a definite failure."""
    db.refuse_inside_transaction()
    return tidy(await adapter(supplier).submit(order))


async def query(
    supplier: str, reference: str, *, sent_at: datetime, remote_no: str | None
) -> Outcome:
    """Ask what became of `reference`, which they call `remote_no` if they told.

    Safe to repeat; one that we left says nothing.
    """
    db.refuse_inside_transaction()
    if supplier not in _adapters:
        return Unknown("this supplier is no longer configured")
    found = await adapter(supplier).query(reference, submitted_at=sent_at, remote_no=remote_no)
    return tidy(found)


async def balance(supplier: str) -> int | None:
    """Ask what we have left with a supplier, in fen; None when it does not say."""
    db.refuse_inside_transaction()
    return await adapter(supplier).balance()


def gates(supplier: str) -> Gates:
    """Tell when a supplier may be asked; one that we left is waited for like any other."""
    found = _adapters.get(supplier)
    if found is None:
        return Gates()
    return Gates(
        first_after=found.first_query_after_seconds,
        interval=found.min_query_interval_seconds,
        missing_after=found.missing_after_seconds,
    )
