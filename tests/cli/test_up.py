"""`laurel up`: opens, heals, ends without a trace, and goes on where it was."""

import asyncio
import http.client
import os
import re
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from app.kit import embedded_postgres
from tests.cli.conftest import Laurel, environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="observes through /proc")


class Running:
    """A `laurel up` under test."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, data: Path) -> None:
        self.process, self.port, self.data = process, port, data
        self.said: list[str] = []

    async def line(self, wanted: str, *, seconds: float = 120) -> str:
        """Read on to the next line that matches."""
        assert self.process.stdout
        async with asyncio.timeout(seconds):
            while line := (await self.process.stdout.readline()).decode():
                self.said.append(line)
                if re.search(wanted, line):
                    return line
        raise AssertionError("".join(self.said))

    async def get(self, path: str) -> int:
        return await asyncio.to_thread(self._get, path)

    async def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        out, _ = await asyncio.wait_for(self.process.communicate(), 60)
        self.said.append(out.decode())
        assert self.process.returncode is not None
        return self.process.returncode

    def living(self) -> dict[int, str]:
        """Find every process that works in this data folder, by its environment."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                env = (folder / "environ").read_bytes().split(b"\0")
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if f"LAUREL_DATA={self.data}".encode() in env:
                found[int(folder.name)] = command
        return found

    def _get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()


Up = Callable[[], Awaitable[Running]]


@pytest.fixture
def data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="laurel-up-") as folder:
        yield Path(folder)
        embedded_postgres.remove(Path(folder))


@pytest.fixture
def port() -> int:
    """A port with three free ones behind it."""
    for base in range(20_000 + os.getpid() % 10_000, 60_000, 4):
        if all(_is_free(base + offset) for offset in range(4)):
            return base
    raise AssertionError("no free ports")


@pytest.fixture
async def up(data: Path, port: int) -> AsyncIterator[Up]:
    begun: list[Running] = []

    async def begin() -> Running:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "app.cli", "up", "--port", str(port), "--data", str(data)),
            env=environment(LAUREL_DATA=str(data)), stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, limit=2**20,
        )  # fmt: skip
        begun.append(Running(process, port, data))
        return begun[-1]

    yield begin
    for one in begun:
        if one.process.returncode is None:
            await one.end(signal.SIGKILL)


async def test_opens_heals_and_leaves_nothing_behind(
    up: Up, data: Path, port: int, laurel: Laurel
) -> None:
    """One long scenario, since each start costs seconds: a day in the life of a small mall."""
    first = await up()
    await first.line("Laurel is open")
    assert await first.get("/health/ready") == 200
    assert await first.get("/") == 200

    again = await laurel("up", "--port", str(port), data=data)
    assert (again.code, again.err.count("\n")) == (2, 1), again
    assert f"Port {port} is taken" in again.err

    dispatcher = next(pid for pid, what in first.living().items() if "dispatcher" in what)
    os.kill(dispatcher, signal.SIGKILL)
    await first.line(r"dispatcher \| .*working")

    assert await first.end(signal.SIGTERM) == 0, first.said
    assert first.living() == {}
    assert embedded_postgres.running(data) is None

    second = await up()
    await second.line("The shop goes on")
    await second.line("Laurel is open")
    assert await second.end(signal.SIGINT) == 0, second.said
    assert second.living() == {}


async def test_killed_it_takes_everything_along_and_loses_nothing(up: Up, data: Path) -> None:
    first = await up()
    await first.line("Laurel is open")
    members = await _count_members(data)
    await first.end(signal.SIGKILL)
    async with asyncio.timeout(20):
        while first.living():
            await asyncio.to_thread(_a_moment)

    second = await up()
    await second.line("Laurel is open")
    assert await _count_members(data) == members == 5
    assert await second.end(signal.SIGTERM) == 0
    assert embedded_postgres.running(data) is None


async def _count_members(data: Path) -> int:
    server = embedded_postgres.running(data)
    assert server is not None
    connection = await asyncpg.connect(server.url)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM member"))
    finally:
        await connection.close()


def _a_moment() -> None:
    """Let the executor, which is not our child and cannot be waited for, do its work."""
    threading.Event().wait(0.05)


def _is_free(port: int) -> bool:
    with socket.socket() as trying:
        try:
            trying.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
