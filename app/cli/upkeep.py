"""The schema, the demo shop, the ledger's books, the API's description."""

import asyncio
import json
import sys
from pathlib import Path

import click

from app import auditing, main, migrations, opening
from app import demo as shop
from app.kit import clock
from app.settings import Settings

from .options import data_option, mark_demo, settle


@click.command()
@data_option
def migrate(data: Path) -> None:
    """Bring the database to this version's schema."""
    settings = settle(data, needs_secret=False)
    with opening.database(settings) as url:
        names = asyncio.run(migrate_database(settings, url))
    click.echo(f"Applied {len(names)} migrations." if names else "Nothing to migrate.")


@click.group()
def demo() -> None:
    """The demo shop."""


@demo.command()
@data_option
def load(data: Path) -> None:
    """Put up the demo shop in an empty database."""
    settings = settle(data, needs_secret=False)
    with opening.database(settings) as url:
        summary = asyncio.run(load_demo(settings, url))
    if settings.database_url is None:
        mark_demo(data)
    click.echo("The demo shop is open." if summary.is_loaded else "There is a shop already.")


@click.group()
def ledger() -> None:
    """The points ledger."""


@ledger.command()
@data_option
def verify(data: Path) -> None:
    """Run every invariant and walk the chains; exit 1 when anything differs."""
    settings = settle(data, needs_secret=False)
    click.echo("Recomputing the ledger …", err=True)
    with opening.database(settings) as url:
        found = asyncio.run(_verify(settings, url))
    for breach in found:
        click.echo(str(breach))
    click.echo(f"{len(found)} differences." if found else "The ledger agrees with itself.")
    sys.exit(1 if found else 0)


@click.command()
@data_option
def openapi(data: Path) -> None:
    """Print the OpenAPI document."""
    app = main.create_app(settle(data, needs_secret=False))
    click.echo(json.dumps(app.openapi_schema.to_schema(), ensure_ascii=False, indent=2))


async def migrate_database(settings: Settings, url: str) -> list[str]:
    """Migrate, and name what was applied."""
    async with opening.opened(settings, url, pool_size=2):
        names = await migrations.pending()
        await migrations.migrate(url)
        return names


async def load_demo(settings: Settings, url: str) -> shop.DemoSummary:
    """Load the demo shop unless there is one, and tell how to sign in."""
    async with opening.opened(settings, url, pool_size=2):
        await opening.refuse_unmigrated()
        return await shop.load(now=clock.now(), settings=settings)


async def _verify(settings: Settings, url: str) -> list[auditing.Breach]:
    async with opening.opened(settings, url, pool_size=2):
        await opening.refuse_unmigrated()
        return await auditing.verify(now=clock.now())
