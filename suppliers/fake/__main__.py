"""`python -m suppliers.fake`: a supplier to try the mall with. It delivers nothing real."""

import argparse
import asyncio
import os
import signal
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from .behaviour import Timing
from .server import FakeSupplier
from .truth import Truth


def main() -> None:
    """Serve until SIGTERM or Ctrl-C; one process, so that kill -9 leaves nothing behind."""
    options = _options()
    if not options.secret:
        sys.exit("The fake supplier needs --secret or LAUREL_FAKE_SECRET.")
    if options.fast <= 0:
        sys.exit("--fast must be more than 0.")
    try:
        truth = Truth(options.truth)
    except sqlite3.Error as error:
        sys.exit(f"The truth cannot be kept in {options.truth}: {error}.")
    timing = Timing(promise_seconds=options.promise_seconds, fast=options.fast)
    # The one clock of this process; a supplier's time is its own affair.
    app = FakeSupplier(
        truth, secret=options.secret, clock=lambda: datetime.now(UTC), timing=timing
    )
    asyncio.run(serve(app, host=options.host, port=options.port))


async def serve(app: FakeSupplier, *, host: str, port: int) -> None:
    """Run `app` in this event loop until a signal stops it."""
    server = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_enabled=False,
    )

    def stop() -> None:
        app.closing.set()  # Else whoever is being kept waiting would keep us waiting.
        server.stop()  # type: ignore[no-untyped-call]  # granian does not annotate it

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await server.serve()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m suppliers.fake", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9001)
    parser.add_argument("--truth", type=Path, required=True, help="the SQLite file to keep")
    parser.add_argument("--secret", default=os.environ.get("LAUREL_FAKE_SECRET", ""))
    parser.add_argument("--promise-seconds", type=float, default=172_800)
    parser.add_argument("--fast", type=float, default=1, help="divides every delay")
    return parser.parse_args()


if __name__ == "__main__":
    main()
