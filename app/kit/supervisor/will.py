"""Tells the executor what to end, should the supervisor be killed."""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

EXECUTOR = Path(__file__).with_name("executor.py")
PAUSE_SECONDS = 0.2


class Will:
    """The list of living programs, kept by another process that notices our death."""

    def __init__(self) -> None:
        self._living: set[int] = set()
        self._line: int | None = None

    async def keep(self) -> None:
        """Keep an executor running until cancelled; a new one is told the whole list."""
        executor = None
        try:
            while True:
                executor = await self._appoint()
                await executor.wait()
                self._cut()
                await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self._cut()
            if executor is not None:  # It leaves at once: its line is cut.
                await executor.wait()

    def add(self, pid: int) -> None:
        """Let the executor end this process group after our death."""
        self._living.add(pid)
        self._tell(f"+{pid}\n")

    def strike(self, pid: int) -> None:
        """Forget a process group that has ended: its number may soon be somebody else's."""
        self._living.discard(pid)
        self._tell(f"-{pid}\n")

    async def _appoint(self) -> asyncio.subprocess.Process:
        hearing, self._line = os.pipe()
        for pid in self._living:  # Before it starts: we may be killed right after.
            self._tell(f"+{pid}\n")
        try:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", str(EXECUTOR)),
                stdin=hearing,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            os.close(hearing)

    def _tell(self, what: str) -> None:
        if self._line is not None:
            with contextlib.suppress(BrokenPipeError):  # The next executor hears it all.
                os.write(self._line, what.encode())

    def _cut(self) -> None:
        if self._line is not None:
            os.close(self._line)
            self._line = None
