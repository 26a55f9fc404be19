"""Stopping suppliers and taking in card codes, from the command line."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import click

from app import catalogue, fulfilment, opening, operators
from app.kit import clock, db
from app.kit.errors import ConfigurationRefused
from app.settings import Settings

from .options import data_option, settle

R = TypeVar("R")

ACTOR = "cli"
REASONS = {
    "duplicate": "we have this code already",
    "empty": "there is no code in this file",
    "encoding": "this file is neither UTF-8 nor GB18030",
    "heading": "a heading that we do not know (number, password, expires_on)",
    "heading_no_number": "this heading names no column of card numbers",
    "heading_twice": "this heading names a column twice",
    "scientific": "a spreadsheet has rounded this number; export the column as text",
    "separator": "columns are divided by commas, not by semicolons or tabs",
}


@click.group()
def suppliers() -> None:
    """Whether suppliers may be used."""


@suppliers.command()
@click.argument("name", required=False)
@click.option("--all", "is_all", is_flag=True, help="Every supplier, and our own card codes.")
@click.option("--reason", required=True, help="Why; it stands in the audit trail.")
@data_option
def disarm(name: str | None, is_all: bool, reason: str, data: Path) -> None:
    """Send nothing more to a supplier; what was sent is still asked about."""
    _switch(name, is_all, reason, data, is_armed=False)


@suppliers.command()
@click.argument("name", required=False)
@click.option("--all", "is_all", is_flag=True, help="Every supplier, and our own card codes.")
@click.option("--reason", required=True, help="Why; it stands in the audit trail.")
@data_option
def arm(name: str | None, is_all: bool, reason: str, data: Path) -> None:
    """Let a supplier be used again."""
    _switch(name, is_all, reason, data, is_armed=True)


@click.group()
def codes() -> None:
    """Our own card codes."""


@codes.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--product", required=True, help="The product's slug.")
@data_option
def import_(file: Path, product: str, data: Path) -> None:
    """Take in a CSV file of number, password, expires_on: all of it or nothing."""
    settings = settle(data)
    click.echo("Checking and sealing …", err=True)
    with opening.database(settings) as url:
        taken = asyncio.run(_opened(settings, url, lambda: _import(file, product)))
    click.echo(f"{taken} codes were taken in.")


def _switch(name: str | None, is_all: bool, reason: str, data: Path, *, is_armed: bool) -> None:
    if is_all == bool(name):
        raise ConfigurationRefused("Say one supplier, or --all.")
    settings = settle(data)

    async def work() -> list[str]:
        await opening.open_suppliers(settings)
        known = [*(one.name for one in fulfilment.gateway.configured()), fulfilment.OWN_CODES]
        if name and name not in known:
            raise ConfigurationRefused(f"There is no supplier called {name}.")
        return await _set([name] if name else known, reason, is_armed=is_armed)

    with opening.database(settings) as url:
        names = asyncio.run(_opened(settings, url, work))
    click.echo(f"{'In use' if is_armed else 'Stopped'}: {', '.join(names)}")


@db.atomic
async def _set(names: list[str], reason: str, *, is_armed: bool) -> list[str]:
    now = await db.database_now()
    for name in names:
        await fulfilment.switch_supplier(
            supplier=name, is_armed=is_armed, actor=ACTOR, reason=reason, now=now
        )
        await operators.record(
            actor=ACTOR, action="supplier_armed" if is_armed else "supplier_disarmed",
            subject=f"supplier:{name}", reason=reason, now=now,
        )  # fmt: skip
    return names


@db.atomic
async def _import(file: Path, product: str) -> int:
    if await catalogue.unknown_slugs([product]):
        raise ConfigurationRefused(f"There is no product called {product}.")
    with file.open("rb") as raw:
        try:
            read = fulfilment.CodeFile(raw)
            taken = await fulfilment.import_codes(
                product_slug=product, lines=read.lines, file_name=file.name,
                digest=read.digest, actor=ACTOR, now=clock.now(),
            )  # fmt: skip
        except fulfilment.CardsRefused as error:
            why = str(error.facts["why"])
            raise ConfigurationRefused(
                f"Nothing was taken in: line {error.facts['line']}, {REASONS.get(why, why)}."
            ) from error
        except fulfilment.FileKnown as error:
            raise ConfigurationRefused("This very file was taken in before.") from error
        except fulfilment.ImportBusy as error:
            raise ConfigurationRefused("Another file is being taken in.") from error
    await operators.record(
        actor=ACTOR, action="codes_imported", subject=f"product:{product}",
        facts={"file": file.name, "sha256": read.digest.hex(), "codes": taken}, now=clock.now(),
    )  # fmt: skip
    return taken


async def _opened(settings: Settings, url: str, work: Callable[[], Awaitable[R]]) -> R:
    async with opening.opened(settings, url, pool_size=2):
        await opening.refuse_unmigrated()
        return await work()
