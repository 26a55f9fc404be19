"""A small load generator on raw sockets: the same bytes again and again, kept-alive.

Run as a process of its own, so that the client's work does not count for the server's:
`python -m tests.bench.load PORT CONNECTIONS SECONDS < request`; prints answers per second.
"""

import asyncio
import re
import sys
import time
from typing import cast

import uvloop

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
END = b"\r\n\r\n"


class Asker(asyncio.Protocol):
    """One connection: asks, waits for the whole answer, asks again."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.received = bytearray()
        self.answers = 0
        self.wrong = 0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop has a class of its own.
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.received += data
        head = self.received.find(END)
        if head < 0:
            return
        length = LENGTH.search(self.received, 0, head)
        size = head + len(END) + int(length.group(1)) if length else 0
        if not size or len(self.received) < size:
            return
        self.wrong += not self.received.startswith(b"HTTP/1.1 200")
        del self.received[:size]
        self.answers += 1
        assert self.transport is not None
        self.transport.write(self.request)


async def run(port: int, connections: int, seconds: float, request: bytes) -> float:
    """Ask for a while; returns answers per second. Exits when an answer was not 200."""
    loop = asyncio.get_running_loop()
    askers = [
        (await loop.create_connection(lambda: Asker(request), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    before, started = sum(one.answers for one in askers), time.perf_counter()
    await asyncio.sleep(seconds)
    answers = sum(one.answers for one in askers) - before
    passed = time.perf_counter() - started
    if any(one.wrong for one in askers) or not answers:
        sys.exit("the server answered something else than 200")
    return answers / passed


if __name__ == "__main__":
    port, connections, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    rate = uvloop.run(run(port, connections, seconds, sys.stdin.buffer.read()))
    sys.stdout.write(f"{rate:.2f}\n")
