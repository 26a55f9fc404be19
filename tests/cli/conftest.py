"""Runs the command as people do: as a process of its own."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from app.kit import embedded_postgres

ROOT = Path(__file__).parents[2]


class Ended(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Laurel = Callable[..., Awaitable[Ended]]


def environment(**given: str) -> dict[str, str]:
    """Our own environment without any LAUREL_ setting but those given."""
    bare = {key: value for key, value in os.environ.items() if not key.startswith("LAUREL_")}
    return {**bare, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **given}


@pytest.fixture
def laurel(tmp_path: Path) -> Iterator[Laurel]:
    """`await laurel("migrate", LAUREL_MODE="demo")`, with the test's folder as --data."""

    async def run(*words: str, data: Path | None = None, **env: str) -> Ended:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "app.cli", *words, "--data", str(data or tmp_path)),
            env=environment(**env), cwd=tmp_path, stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            out, err = await asyncio.wait_for(process.communicate(), 90)
        finally:
            if process.returncode is None:
                process.kill()
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())

    yield run
    if (tmp_path / "postgres").exists():  # A command that had to be killed left it running.
        embedded_postgres.remove(tmp_path)
