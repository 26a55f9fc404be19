"""Every `laurel` command in one group, and how a refusal is told: one sentence, exit code 2."""

import sys

import click

from app.kit.embedded_postgres import EmbeddedPostgresRefused
from app.kit.errors import ConfigurationRefused
from app.settings import ROLES

from . import files, operators, pictures, serving, supplies, up, upkeep


@click.group()
def laurel() -> None:
    """Laurel (月桂): a member points mall."""


for command in (
    up.up, serving.web, *(serving.worker(role) for role in ROLES),
    upkeep.migrate, upkeep.demo, upkeep.ledger, upkeep.openapi, operators.operators,
    supplies.suppliers, supplies.codes, pictures.pictures,
    files.files,
):  # fmt: skip
    laurel.add_command(command)


def main() -> None:
    """Run the command line; what is expected to go wrong is told in one plain sentence."""
    try:
        laurel()
    except (ConfigurationRefused, EmbeddedPostgresRefused) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
