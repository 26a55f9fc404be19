"""Start a server of one worker for a while, and load it from another process."""

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx
import msgspec

CONNECTIONS = 32
SECONDS = 2.5


class Server(msgspec.Struct, frozen=True):
    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def serving(
    target: str, ready: str, *, workers: int = 1, **environment: str
) -> AsyncIterator[Server]:
    """Serve `target` by granian; ready when the path `ready` answers."""
    port = free_port()
    given = {"LAUREL_BASE_URL": f"http://127.0.0.1:{port}", **environment}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "granian", target, "--interface", "asgi", "--port", str(port),
        "--workers", str(workers), "--loop", "uvloop", "--no-ws", "--log-level", "error",
        env={**os.environ, **given}, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(60), httpx.AsyncClient(trust_env=False) as client:
            while not await _answers(client, f"http://127.0.0.1:{port}{ready}"):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        yield Server(port, process.pid)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def rate(server: Server, path: str, headers: Mapping[str, str] | None = None) -> float:
    """Load one path from a process of its own; returns answers per second."""
    told = {"host": f"127.0.0.1:{server.port}", **(headers or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    request = f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.load",
        str(server.port), str(CONNECTIONS), str(SECONDS),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate(request)
    if process.returncode:
        raise RuntimeError(f"no figure for {path}")
    return float(said)


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == 200
    except httpx.HTTPError:
        return False


def free_port() -> int:
    """Find a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
