"""Suppliers' callbacks per second, offered at a steady pace whether or not we keep up."""

import asyncio
import base64
import sys

import msgspec

from suppliers.fake import wire
from tests.bench.measures import Measure
from tests.bench.servers import serving

RATE = 500
SECONDS = 10
CONNECTIONS = 32
ACK_MILLISECONDS = 200
WEB_PROCESSES = 2
SECRET = "demo-fake-secret"
PATH = "/callbacks/suppliers/fake-main"


class Told(msgspec.Struct):
    """What the open loop saw; times in milliseconds from when each was due to be sent."""

    accepted: int
    seconds: float
    p50: float
    p99: float


async def callbacks(database_url: str) -> list[Measure]:
    """Offer 500 signed callbacks a second to two web processes for ten seconds."""
    async with serving(
        "app.main:app", "/health/live", workers=WEB_PROCESSES,
        LAUREL_DATABASE_URL=database_url, LAUREL_FAKE_SECRET=SECRET,
        LAUREL_FAKE_BASE_URL="http://127.0.0.1:9",
    ) as mall:  # fmt: skip
        requests = [_request(mall.port, number) for number in range(RATE * SECONDS)]
        await _offer(mall.port, requests[:RATE])  # Warms both up; repeats are kept once.
        told = await _offer(mall.port, requests)
    assert told.accepted == len(requests), "some were not acknowledged"
    accepted = told.accepted / told.seconds
    return [
        Measure(
            name="callbacks_accepted", value=accepted, unit="callbacks/s", limit=RATE,
            ratio=accepted / RATE, bound=0.97,
            what="callbacks kept and acknowledged by two web processes, offered 500 a second",
        ),
        Measure(
            name="callbacks_ack", value=told.p99, unit="ms", limit=ACK_MILLISECONDS,
            ratio=told.p99 / ACK_MILLISECONDS, bound=1.0, is_most=True,
            what=f"p99 of their acknowledgement ≤ 200 ms (p50 {told.p50:.1f} ms)",
        ),
    ]  # fmt: skip


def _request(port: int, number: int) -> bytes:
    news = wire.OrderReply(reference=f"BENCH{number:08d}", state="delivered", remote_no="R-1")
    body = msgspec.json.encode(news)
    headers = {
        "host": f"127.0.0.1:{port}", "content-length": str(len(body)),
        **wire.signed(SECRET, "1795000000", body),
    }  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {PATH} HTTP/1.1\r\n{lines}\r\n".encode() + body


async def _offer(port: int, requests: list[bytes]) -> Told:
    """Send them from a process of its own, at their pace."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.open_loop", str(port), str(RATE), str(CONNECTIONS),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate(b"\n".join(map(base64.b64encode, requests)))
    if process.returncode:
        raise RuntimeError("the open loop broke off")
    return msgspec.json.decode(said, type=Told)
