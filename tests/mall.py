"""A whole mall that `laurel up` started, one for all tests of a process that visit it."""

import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

START_SECONDS = 90
UNDO = "4"  # Seconds: time enough to undo, and little to wait.


@pytest.fixture(scope="session")
async def mall_database(server_url: str) -> AsyncIterator[str]:
    """An empty database for the mall alone."""
    name = f"laurel_mall_{os.getpid()}"
    admin = await asyncpg.connect(server_url)
    await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await admin.execute(f'CREATE DATABASE "{name}"')
    yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


@pytest.fixture(scope="session")
def mall(mall_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo, with every worker and every stranger of it."""
    data, port = tmp_path_factory.mktemp("mall"), _four_ports()
    told = data / "told.log"
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith("LAUREL_")
    }
    environ |= {
        "LAUREL_MODE": "demo",
        "LAUREL_DATABASE_URL": mall_database,
        "LAUREL_UNDO_SECONDS": UNDO,
    }
    command = [sys.executable, "-m", "app.cli", "up", "--port", str(port), "--data", str(data)]
    with (
        told.open("w") as log,
        subprocess.Popen(command, env=environ, stdout=log, stderr=log) as running,
    ):
        try:
            _wait(running, told)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(30)


def _four_ports() -> int:
    """Find four free ports in a row: the demo takes the next three too."""
    first = 18_400 + os.getpid() % 200 * 4  # Two test processes begin at different ones.
    for port in range(first, first + 1000, 4):
        try:
            for one in range(port, port + 4):
                with socket.socket() as trying:
                    trying.bind(("127.0.0.1", one))
        except OSError:
            continue
        return port
    pytest.fail("no four free ports in a row")


def _wait(running: subprocess.Popen[bytes], told: Path) -> None:
    """Wait until the mall says that it is open."""
    for _ in range(START_SECONDS * 5):
        if "Laurel is open" in told.read_text():
            return
        if running.poll() is not None:
            break
        try:
            running.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
    pytest.fail(f"the mall did not open:\n{told.read_text()[-3000:]}")
