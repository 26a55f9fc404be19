"""`python -m suppliers.fake` as a process: what it delivered survives kill -9."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from suppliers import Delivered, Duplicate, Missing, Unknown

from ..serving import free_port, is_open
from ..stages import NOW, FakeStage, adapter_of, order


@asynccontextmanager
async def running(folder: Path, port: int) -> AsyncIterator[Process]:
    """The process, once it listens; killed at the end."""
    options = ["--port", str(port), "--truth", str(folder / "t.db"), "--secret", "stage-secret"]
    process = await create_subprocess_exec(sys.executable, "-m", "suppliers.fake", *options)
    try:
        async with asyncio.timeout(20):
            while not await is_open(port):  # noqa: ASYNC110  # another process, no event
                await asyncio.sleep(0.02)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_the_truth_survives_kill_9(tmp_path: Path) -> None:
    port = free_port()
    adapter = adapter_of(FakeStage(tmp_path), f"http://127.0.0.1:{port}")
    async with running(tmp_path, port) as process:
        assert isinstance(await adapter.submit(order(account="13800138500")), Unknown)
        process.kill()
        await process.wait()
    async with running(tmp_path, port):
        assert isinstance(await adapter.query("M1", submitted_at=NOW), Delivered)
        assert isinstance(await adapter.submit(order()), Duplicate)
    await adapter.aclose()


async def test_sigterm_ends_it_cleanly_while_it_keeps_someone_waiting(tmp_path: Path) -> None:
    port = free_port()
    adapter = adapter_of(FakeStage(tmp_path), f"http://127.0.0.1:{port}")
    async with running(tmp_path, port) as process:
        waiting = asyncio.create_task(adapter.submit(order(account="13800138600")))
        async with asyncio.timeout(5):
            while isinstance(await adapter.query("M1", submitted_at=NOW), Missing):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        process.terminate()
        async with asyncio.timeout(3):
            assert await process.wait() == 0
        assert isinstance(await waiting, Unknown)
    await adapter.aclose()


async def test_it_wants_a_secret(tmp_path: Path) -> None:
    process = await create_subprocess_exec(
        *(sys.executable, "-m", "suppliers.fake", "--truth", str(tmp_path / "t.db")),
        stdout=DEVNULL,
        stderr=PIPE,
        env={},
    )
    _, said = await process.communicate()
    assert b"needs --secret or LAUREL_FAKE_SECRET." in said
    assert process.returncode == 1
