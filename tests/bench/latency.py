"""How long a page takes: the 95th of a hundred, each beside a bare handler's, in turns.

Twenty a second, so that every ninth finds what is remembered for 0.45 seconds gone: the 95th
is one that was read and drawn.
"""

import asyncio
import statistics
import tempfile
import time

import httpx

from tests.bench.load import LENGTH
from tests.bench.measures import Measure
from tests.bench.pages import sign_in
from tests.bench.servers import Server, serving

PAGES = {"home": "/", "list": "/products", "product": "/products/topup-50"}
ASKED = 200
PAUSE_SECONDS = 0.05
WARMING = 20
# What a page may take, as a multiple of a bare handler that returns its bytes.
MOST = 25.0


async def latency(mall: Server) -> list[Measure]:
    """Measure home, list and product, as a stranger and as a member see them."""
    cookie = {"cookie": await sign_in(mall)}
    return [
        await _page(mall, f"{name}_p95{mark}", path, headers, f"{name} page, {who}, 95th")
        for name, path in PAGES.items()
        for mark, who, headers in (("", "a stranger", {}), ("_signed_in", "a member", cookie))
    ]


async def _page(
    mall: Server, name: str, path: str, headers: dict[str, str], what: str
) -> Measure:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{mall.url}{path}", headers=headers)
    kind = answer.headers["content-type"]
    with tempfile.NamedTemporaryFile() as body:
        body.write(answer.content)
        body.flush()
        async with serving(
            "tests.bench.bare:app", "/same", BENCH_BODY=body.name, BENCH_KIND=kind
        ) as bare:
            ours, theirs = await _in_turns((mall, path, headers), (bare, "/same", {}))
    return Measure(
        name=name, value=ours, unit="ms", limit=theirs, ratio=ours / theirs, bound=MOST,
        is_most=True, what=what,
    )  # fmt: skip


async def _in_turns(*asked: tuple[Server, str, dict[str, str]]) -> list[float]:
    """Ask each in turn, over one connection each; returns the 95th in milliseconds."""
    lines = [await asyncio.open_connection("127.0.0.1", one.port) for one, _, _ in asked]
    requests = [_request(*one) for one in asked]
    taken: list[list[float]] = [[] for _ in asked]
    for number in range(WARMING + ASKED):
        for place, (reader, writer) in enumerate(lines):
            passed = await _ask(reader, writer, requests[place])
            if number >= WARMING:
                taken[place].append(passed * 1000)
        await asyncio.sleep(PAUSE_SECONDS)
    for _, writer in lines:
        writer.close()
    return [statistics.quantiles(one, n=20)[-1] for one in taken]


def _request(server: Server, path: str, headers: dict[str, str]) -> bytes:
    told = {"host": f"127.0.0.1:{server.port}", **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> float:
    """Return the seconds until the last byte. Raises RuntimeError unless it answers 200."""
    began = time.perf_counter()
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    if not head.startswith(b"HTTP/1.1 200") or length is None:
        raise RuntimeError(f"answered {head[:40]!r}")
    await reader.readexactly(int(length.group(1)))
    return time.perf_counter() - began
