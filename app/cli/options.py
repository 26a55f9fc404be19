"""What every command takes, and the settings that follow from it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from app import settings
from app.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])

DEMO_MARK = "demo"


def data_option(command: F) -> F:
    """Add `--data`."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="LAUREL_DATA",
        default=Path("var"),
        show_default=True,
        help="Where the embedded database and the demo's files live.",
    )(command)


def settle(data: Path, *, needs_secret: bool = True) -> Settings:
    """Fix the settings of this process and of all that it starts.

    Without a mode and a secret this would be a production that refuses to start. Two things
    mend that: a command that needs no secret, and a data folder that a demo has made.
    """
    os.environ["LAUREL_DATA"] = str(data)
    is_undecided = not (os.environ.get("LAUREL_MODE") or os.environ.get("LAUREL_SECRET"))
    is_of_demo = not os.environ.get("LAUREL_DATABASE_URL") and (data / DEMO_MARK).exists()
    if is_undecided and (is_of_demo or not needs_secret):
        os.environ["LAUREL_MODE"] = "demo"
    settings.current.cache_clear()
    return settings.current()


def mark_demo(data: Path) -> None:
    """Remember that a demo made this data folder, so that later commands find its secret."""
    data.mkdir(parents=True, exist_ok=True)
    (data / DEMO_MARK).touch()
