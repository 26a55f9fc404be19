"""`laurel pictures`: photographs for products."""

import asyncio
from pathlib import Path

import click

from app import catalogue, opening
from app.kit import clock
from app.kit import pictures as tool
from app.kit.errors import ConfigurationRefused, NotFound
from app.kit.tiers import Tier
from app.settings import Settings
from app.web.pictures import FOLDER, path_of

from .options import data_option, settle


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
        made = tool.make(file.read_bytes())
    except tool.PictureRefused as error:
        raise ConfigurationRefused(
            f"{file} cannot be used as a picture: {error.facts['reason']}."
        ) from error
    tool.keep(settings.data / FOLDER / made.name, made.files)
    with opening.database(settings) as url:
        asyncio.run(_show(settings, url, slug, path_of(made)))
    click.echo(f"{slug} shows {path_of(made)}.")


async def _show(settings: Settings, url: str, slug: str, path: str) -> None:
    async with opening.opened(settings, url, pool_size=2):
        try:
            found = await catalogue.product(slug=slug, tier=Tier.BASIC, at=clock.now())
        except NotFound as error:
            raise ConfigurationRefused(f"There is no product {slug}.") from error
        images = (path, *(one for one in found.images if one != path))
        await catalogue.set_pictures(product_id=found.id, images=images)
