"""`laurel files`: what products of kind file hand over."""

import asyncio
from pathlib import Path

import click

from app import catalogue, opening, operators
from app.kit import clock, db, handouts
from app.kit.errors import ConfigurationRefused, NotFound
from app.kit.tiers import Tier
from app.settings import Settings

from .options import data_option, settle
from .supplies import ACTOR


@click.group()
def files() -> None:
    """Files for products that are read or heard."""


@files.command()
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
def add(slug: str, file: Path, data: Path) -> None:
    """Let those who redeemed the product SLUG download FILE (EPUB, M4B, MP3, PDF, ZIP)."""
    settings = settle(data)
    name = f"{slug}/{file.name}"
    try:
        handouts.keep(file, settings.data, name)
    except NotFound as error:
        raise ConfigurationRefused(
            f"{file.name} cannot be handed over: its name must be letters, digits, - _ or .,"
            f" and end in one of {', '.join(handouts.KINDS)}."
        ) from error
    with opening.database(settings) as url:
        asyncio.run(_opened(settings, url, slug, name))
    click.echo(f"{slug} hands over {name}.")


async def _opened(settings: Settings, url: str, slug: str, name: str) -> None:
    async with opening.opened(settings, url, pool_size=2):
        try:
            found = await catalogue.product(slug=slug, tier=Tier.BASIC, at=clock.now())
            await _add(found.id, slug, name)
        except NotFound as error:
            raise ConfigurationRefused(f"There is no product {slug} of kind file.") from error


@db.atomic
async def _add(product_id: int, slug: str, name: str) -> None:
    """Add it, and write down that it was done from the command line."""
    await catalogue.add_file(product_id=product_id, path=name)
    await operators.record(
        actor=ACTOR, action="file_added", subject=f"product:{slug}", facts={"file": name},
        now=clock.now(),
    )  # fmt: skip
