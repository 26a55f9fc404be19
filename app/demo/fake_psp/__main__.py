"""Serve the fake provider until SIGTERM or Ctrl-C; one process, so that kill -9 ends it all."""

import argparse
import asyncio
import signal
import sqlite3
import sys
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from app.kit import clock
from app.settings import Settings

from .keys import keys_in
from .server import FakePsp
from .truth import Truth


def main() -> None:
    """Run from the command line."""
    options = _options()
    try:
        truth = Truth(options.truth)
    except sqlite3.Error as error:
        sys.exit(f"The truth cannot be kept in {options.truth}: {error}.")
    try:
        keys = keys_in(options.keys)
    except (OSError, ValueError) as error:
        sys.exit(f"The keys in {options.keys} cannot be used: {error}.")
    app = FakePsp(truth, keys=keys, clock=clock.now, shop_url=options.base_url)
    asyncio.run(serve(app, port=options.port))


async def serve(app: FakePsp, *, port: int) -> None:
    """Run `app` on loopback in this event loop until a signal stops it."""
    server = Server(
        app,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    await server.serve()


def _options() -> argparse.Namespace:
    given = Settings()
    parser = argparse.ArgumentParser(prog="python -m app.demo.fake_psp", description=__doc__)
    parser.add_argument("--port", type=int, default=9003)
    parser.add_argument("--truth", type=Path, required=True, help="the SQLite file to keep")
    parser.add_argument("--base-url", default=given.base_url, help="the shop to go back to")
    parser.add_argument("--keys", type=Path, required=True, help="the folder of its keys")
    return parser.parse_args()


if __name__ == "__main__":
    main()
