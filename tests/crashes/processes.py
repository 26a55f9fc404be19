"""Real processes that a test starts, stops, kills and starts again."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

LONGEST_SECONDS = 60


class Zygote:
    """Forks programs off a process that has everything imported, and hears how each ended."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.asked = 0
        self.news: dict[str, asyncio.Future[int]] = {}

    def about(self, name: str) -> asyncio.Future[int]:
        """Wait for one piece of news; it may have come already."""
        return self.news.setdefault(name, asyncio.get_running_loop().create_future())

    async def start(self, program: str, environment: Mapping[str, str]) -> int:
        assert self.process.stdin is not None
        self.asked += 1
        order = {"number": self.asked, "program": program, "environment": dict(environment)}
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        return await asyncio.wait_for(self.about(f"asked {self.asked}"), LONGEST_SECONDS)

    async def listen(self) -> None:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            self._tell(json.loads(line))

    def _tell(self, fact: dict[str, Any]) -> None:
        if "asked" in fact:
            self.about(f"asked {fact['asked']}").set_result(fact["pid"])
        elif "ended" in fact:
            self.about(f"ended {fact['ended']}").set_result(fact["code"])
        else:
            self.about("ready").set_result(0)


@asynccontextmanager
async def zygote() -> AsyncIterator[Zygote]:
    """A zygote that is ready; whatever it forked ends with it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.crashes.zygote",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "LAUREL_FAILPOINT": ""},
    )  # fmt: skip
    found = Zygote(process)
    listening = asyncio.create_task(found.listen())
    try:
        await asyncio.wait_for(found.about("ready"), LONGEST_SECONDS)
        yield found
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        listening.cancel()


class Process:
    """One program. `run` starts it; a failpoint may end it by SIGKILL, or stop it."""

    def __init__(self, program: str, zygote: Zygote, environment: Mapping[str, str]) -> None:
        self.program = program
        self.zygote = zygote
        self.environment = dict(environment)
        self.pid = 0

    async def run(self, failpoint: str = "", **more: str) -> None:
        environment = {**os.environ, **self.environment, "LAUREL_FAILPOINT": failpoint, **more}
        self.pid = await self.zygote.start(self.program, environment)

    @property
    def end(self) -> asyncio.Future[int]:
        return self.zygote.about(f"ended {self.pid}")

    @property
    def is_running(self) -> bool:
        return self.pid > 0 and not self.end.done()

    async def dies(self, seconds: float = 30) -> bool:
        """Wait for the failpoint; tell whether it ended by SIGKILL."""
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(self.end) == -signal.SIGKILL
        except TimeoutError:
            return False

    async def kill(self) -> None:
        """Cut its power."""
        if self.is_running:
            os.kill(self.pid, signal.SIGKILL)
            await asyncio.wait_for(asyncio.shield(self.end), LONGEST_SECONDS)

    async def freezes(self, seconds: float = 30) -> bool:
        """Wait until a failpoint has stopped it as SIGSTOP does (Linux)."""
        try:
            async with asyncio.timeout(seconds):
                while self._letter() != "T":  # noqa: ASYNC110 - no event tells of it.
                    await asyncio.sleep(0.01)
        except TimeoutError:
            return False
        return True

    def thaw(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def _letter(self) -> str:
        with open(f"/proc/{self.pid}/stat") as told:
            return told.read().rpartition(") ")[2][0]
