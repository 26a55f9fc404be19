"""`python -m tests.bench.slow_supplier PORT TRUTH MILLISECONDS`: the fake, at a distance."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from suppliers.fake.__main__ import serve
from suppliers.fake.behaviour import Timing
from suppliers.fake.server import FakeSupplier
from suppliers.fake.truth import Truth

SECRET = "a-secret-of-the-fake"


class Distant(FakeSupplier):
    """Answers after a while, however many ask at a time."""

    seconds = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            await asyncio.sleep(self.seconds)
        await super().__call__(scope, receive, send)


def main() -> None:
    port, truth, milliseconds = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    app = Distant(Truth(truth), secret=SECRET, clock=lambda: datetime.now(UTC), timing=Timing())
    app.seconds = milliseconds / 1_000
    asyncio.run(serve(app, host="127.0.0.1", port=port))


if __name__ == "__main__":
    main()
