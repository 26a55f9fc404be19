"""`python -m tests.bench.open_loop PORT RATE CONNECTIONS < requests`: a pace that never waits.

Each request (a line of base64) has an instant at which it is due, and its time counts from
then, also when the connection was still busy: a server that stalls is not let off.
"""

import asyncio
import base64
import re
import sys
import time

import msgspec
import uvloop

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


async def main() -> None:
    port, rate, connections = (int(one) for one in sys.argv[1:4])
    requests = [base64.b64decode(line) for line in sys.stdin.buffer.read().split(b"\n")]
    started = time.perf_counter() + 0.2

    async def converse(first: int) -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        took = []
        for number in range(first, len(requests), connections):
            due = started + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            writer.write(requests[number])
            await _acknowledged(reader)
            took.append((time.perf_counter() - due) * 1_000)
        writer.close()
        return took

    told = await asyncio.gather(*(converse(first) for first in range(connections)))
    seconds = time.perf_counter() - started
    took = sorted(one for each in told for one in each)
    sys.stdout.buffer.write(
        msgspec.json.encode({
            "accepted": len(took), "seconds": seconds,
            "p50": took[len(took) // 2], "p99": took[len(took) * 99 // 100],
        })
    )  # fmt: skip


async def _acknowledged(reader: asyncio.StreamReader) -> None:
    """Read one answer; anything but 200 ends the measurement."""
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        sys.exit(f"answered {head[:40]!r}")
    length = LENGTH.search(head)
    await reader.readexactly(int(length.group(1)) if length else 0)


if __name__ == "__main__":
    uvloop.run(main())
