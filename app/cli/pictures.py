"""`laurel pictures`: photographs for products."""

import asyncio
from pathlib import Path

import click

from app import catalogue, opening, operators
from app.kit import clock, db
from app.kit import pictures as tool
from app.kit.errors import ConfigurationRefused, InvalidInput, NotFound
from app.kit.tiers import Tier
from app.settings import Settings

from .options import data_option, settle
from .supplies import ACTOR


@click.group()
def pictures() -> None:
    """Photographs for products."""


@pictures.command()
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
def add(slug: str, file: Path, data: Path) -> None:
    """Show FILE (a JPEG, PNG or WebP) as the first picture of the product SLUG."""
    settings = settle(data)
    try:
        made = tool.take_in(file.read_bytes(), settings.data)
    except tool.PictureRefused as error:
        raise ConfigurationRefused(
            f"{file} cannot be used as a picture: {error.facts['reason']}."
        ) from error
    with opening.database(settings) as url:
        asyncio.run(_opened(settings, url, slug, made.path, file.name))
    click.echo(f"{slug} shows {made.path}.")


async def _opened(settings: Settings, url: str, slug: str, path: str, name: str) -> None:
    async with opening.opened(settings, url, pool_size=2):
        try:
            found = await catalogue.product(slug=slug, tier=Tier.BASIC, at=clock.now())
        except NotFound as error:
            raise ConfigurationRefused(f"There is no product {slug}.") from error
        await _show(found.id, slug, path, name)


@db.atomic
async def _show(product_id: int, slug: str, path: str, name: str) -> None:
    """Show it first, and write down that it was done from the command line."""
    try:
        await catalogue.add_picture(product_id=product_id, path=path, is_first=True)
    except InvalidInput as error:
        raise ConfigurationRefused(f"{slug} has as many pictures as it may have.") from error
    await operators.record(
        actor=ACTOR, action="picture_added", subject=f"product:{slug}",
        facts={"file": name, "path": path}, now=clock.now(),
    )  # fmt: skip
