"""One process each, as in `Procfile`."""

import os
import shutil
import socket
import tempfile
from pathlib import Path

import click
from granian import Granian
from granian.constants import Interfaces, Loops
from granian.log import LogLevels

from app import opening
from app.kit.errors import ConfigurationRefused
from app.workers import work

from .options import data_option, settle

WEB_WORKERS = 2
# The supervisor, like most, waits ten seconds before it kills.
LAST_REQUEST_SECONDS = 8


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8000, envvar="PORT", show_default=True, help="Where to listen.")
@click.option("--workers", default=WEB_WORKERS, show_default=True, help="Processes.")
@data_option
def web(host: str, port: int, workers: int, data: Path) -> None:
    """Serve the pages and the mini-program's JSON."""
    settings = settle(data)
    refuse_taken(port, host=host)
    if not opening.takes_cash(settings):
        click.echo("No cash is taken: LAUREL_WECHATPAY_MERCHANT is not set.", err=True)
    with opening.database(settings) as url:
        os.environ["LAUREL_DATABASE_URL"] = url
        # Each process counts for itself; /metrics adds them up from this folder.
        counts = tempfile.mkdtemp(prefix="laurel-metrics-")
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", counts)
        try:
            _serve(host, port, workers)
        finally:
            shutil.rmtree(counts, ignore_errors=True)


def worker(role: str) -> click.Command:
    """Make the command of one role."""

    @click.command(role, help=HELP[role])
    @data_option
    def command(data: Path) -> None:
        work(role, settle(data))

    return command


def refuse_taken(port: int, *, host: str = "127.0.0.1") -> None:
    """Raise ConfigurationRefused when another program listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((host, port))
        except (OSError, OverflowError) as error:
            raise ConfigurationRefused(
                f"Port {port} is taken or not ours to use: choose another with --port."
            ) from error


def _serve(host: str, port: int, workers: int) -> None:
    Granian(
        "app.main:app",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=workers,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=LAST_REQUEST_SECONDS,
    ).serve()


HELP = {
    "relay": "Hand committed events to those who listen.",
    "dispatcher": "Submit to suppliers, ask about what is open, apply notices, send refunds.",
    "watchdog": "Keep the promise: everything back when it is not delivered in time.",
    "reaper": "Withdraw what was not paid, let points expire, forget what is old.",
    "auditor": "Chain the postings and recompute the ledger.",
}
