"""`laurel up`: one machine, one command."""

import asyncio
import sys
from pathlib import Path

import click

from app import demo, opening
from app.kit import supervisor
from app.settings import Settings

from . import programs, welcome
from .options import data_option, mark_demo, settle
from .serving import refuse_taken
from .upkeep import load_demo, migrate_database


@click.command()
@click.option(
    "--port", default=8000, show_default=True, help="The demo also takes the next three."
)
@click.option("--no-demo", is_flag=True, help="Leave the shop empty.")
@data_option
def up(port: int, no_demo: bool, data: Path) -> None:
    """Start everything on this machine, and stop everything on Ctrl-C.

    An interrupted run loses nothing: the next one goes on where it was.
    """
    programs.settle_environment(port, data)
    settings = settle(data)
    for taken in programs.ports(settings, port):
        refuse_taken(taken)
    click.echo("Opening the database …")
    with opening.database(settings, is_owner=True) as url:
        programs.share_database(url)
        if settings.is_demo:
            mark_demo(settings.data)
        summary = _prepare(settings, url, is_empty=no_demo)
        click.echo("Starting …")
        code = supervisor.run(
            programs.programs(settings, port),
            on_ready=lambda: welcome.when_ready(port, summary),
        )
        click.echo("Stopped.")
    sys.exit(code)


def _prepare(settings: Settings, url: str, *, is_empty: bool) -> demo.DemoSummary | None:
    names = asyncio.run(migrate_database(settings, url))
    if names:
        click.echo("Laid out the tables.")
    summary = _open_shop(settings, url) if settings.is_demo and not is_empty else None
    asyncio.run(_refuse_suppliers(settings, url))  # They may offer only what there is.
    return summary


def _open_shop(settings: Settings, url: str) -> demo.DemoSummary:
    click.echo("Looking after the demo shop …")
    summary = asyncio.run(load_demo(settings, url))
    click.echo("Opened the demo shop." if summary.is_loaded else "The shop goes on.")
    return summary


async def _refuse_suppliers(settings: Settings, url: str) -> None:
    """Say what is wrong with the suppliers' file here, not in a worker that starts again."""
    async with opening.opened(settings, url, pool_size=2):
        await opening.open_suppliers(settings)
