"""Who works here, from the command line: the first operator cannot be made in the console."""

import asyncio
from pathlib import Path

import click

from app import demo, opening
from app import operators as staff
from app.kit import clock, secrets
from app.kit.errors import ConfigurationRefused, InvalidInput
from app.settings import Settings

from .options import data_option, settle


@click.group()
def operators() -> None:
    """The operators of the console."""


@operators.command()
@click.argument("name")
@click.option("--role", required=True, type=click.Choice([role.value for role in staff.Role]))
@data_option
def add(name: str, role: str, data: Path) -> None:
    """Take on an operator; password and one-time secret are shown this once."""
    settings = settle(data)
    with opening.database(settings) as url:
        added = asyncio.run(_add(settings, url, name, staff.Role(role)))
    click.echo(f"name         {added.name}")
    click.echo(f"password     {added.password}")
    click.echo(f"TOTP secret  {added.totp_secret}")
    click.echo(f"TOTP address {added.totp_uri}")
    click.echo("They are shown this once: put the secret into an authenticator now.")


@operators.command()
@click.argument("name")
@data_option
def code(name: str, data: Path) -> None:
    """Print a demo operator's one-time password of this half minute."""
    settings = settle(data)
    if not settings.is_demo:
        raise ConfigurationRefused("Only the demo's operators have their codes printed.")
    secrets.install(settings.secret)
    for one in demo.for_operators(at=clock.now()):
        if one.name == name:
            click.echo(one.one_time_password)
            return
    raise ConfigurationRefused(f"The demo has no operator called {name}.")


async def _add(settings: Settings, url: str, name: str, role: staff.Role) -> staff.Added:
    async with opening.opened(settings, url, pool_size=2):
        await opening.refuse_unmigrated()
        try:
            return await staff.add(name=name, role=role, now=clock.now())
        except staff.NameTaken as error:
            raise ConfigurationRefused(
                f"There is an operator called {name} already."
            ) from error
        except InvalidInput as error:
            raise ConfigurationRefused(
                f'"{name}" cannot be an operator\'s name: small letters, digits, hyphens.'
            ) from error
