"""Real processes that a test starts, kills and starts again."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping


class Process:
    """One worker. `run` starts it; a failpoint may end it by SIGKILL."""

    def __init__(self, role: str, environment: Mapping[str, str]) -> None:
        self.role = role
        self.environment = dict(environment)
        self.child: asyncio.subprocess.Process | None = None

    async def run(self, failpoint: str = "") -> None:
        environment = {**os.environ, **self.environment, "LAUREL_FAILPOINT": failpoint}
        self.child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app.workers", self.role,
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    async def dies(self, seconds: float = 30) -> bool:
        """Wait for the failpoint; tell whether it ended by SIGKILL."""
        assert self.child is not None
        try:
            async with asyncio.timeout(seconds):
                return await self.child.wait() == -signal.SIGKILL
        except TimeoutError:
            return False

    async def kill(self) -> None:
        """Cut its power."""
        assert self.child is not None
        if self.child.returncode is None:
            self.child.kill()
            await self.child.wait()
