"""Runs one program once, from its start to the end of its whole process group."""

import asyncio
import contextlib
import os
import signal
import sys
from typing import Any

from .schemas import Program
from .will import Will

LAST_WORDS_SECONDS = 2.0  # A process that left the group may hold the pipe open for ever.
CHUNK_BYTES = 65536


class Order:
    """The order to end: given once to leave, twice to leave at once."""

    def __init__(self, grace_seconds: float) -> None:
        self.grace_seconds = grace_seconds
        self._end, self._hurry = asyncio.Event(), asyncio.Event()

    @property
    def is_given(self) -> bool:
        """Tell whether all shall end."""
        return self._end.is_set()

    def end(self) -> None:
        """Ask all to end; the second time, without patience."""
        (self._hurry if self.is_given else self._end).set()

    async def given_within(self, seconds: float) -> None:
        """Wait, but no longer than until the order."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._end.wait(), seconds)

    async def before(self, ended: asyncio.Future[int]) -> None:
        """Wait for the order, or for a program that ends by itself."""
        await _either(ended, self._end)

    async def patience(self, ended: asyncio.Future[int]) -> None:
        """Give a program its grace to leave, cut short by a second order."""
        await _either(ended, self._hurry, self.grace_seconds)


class Runner:
    """One program of the group, with its line to the terminal and to the will."""

    def __init__(self, program: Program, width: int, will: Will, order: Order) -> None:
        self.order = order
        self._program, self._will = program, will
        self._label = f"{program.name:<{width}} | ".encode()

    async def once(self, started: asyncio.Event) -> bool:
        """Run it until it ends or the order comes; tell whether nobody had to kill it."""
        reading, writing = os.pipe()
        try:
            process = await self._spawn(writing)
        except OSError as why:
            os.close(reading)
            self.say(f"cannot start: {why}")
            return True
        finally:
            os.close(writing)
            started.set()
        self._will.add(process.pid)
        copying = asyncio.create_task(self._copy(reading))
        politely = await self._see_out(process)
        self._will.strike(process.pid)
        await asyncio.wait({copying}, timeout=LAST_WORDS_SECONDS)
        copying.cancel()
        self.say(f"ended with {process.returncode}")
        return politely

    def say(self, what: str) -> None:
        """Write a line of our own about the program."""
        self._write(f"({what})".encode())

    async def _spawn(self, output: int) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *self._program.argv,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self._program.env},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is ours to hear; its group is ours to kill.
        )

    async def _see_out(self, process: asyncio.subprocess.Process) -> bool:
        """Wait for its end, or bring it about; tell whether nobody had to kill it."""
        ended = asyncio.ensure_future(process.wait())
        await self.order.before(ended)
        if not ended.done():
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await self.order.patience(ended)
        politely = ended.done()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # It, or the workers it left behind.
        await ended
        return politely

    async def _copy(self, reading: int) -> None:
        """Copy whole lines; a line longer than the chunk is cut."""
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb")
        )
        rest = b""
        try:
            while chunk := await reader.read(CHUNK_BYTES):
                *lines, rest = (rest + chunk).split(b"\n")
                if len(rest) > CHUNK_BYTES:
                    lines, rest = [*lines, rest], b""
                for line in lines:
                    self._write(line)
            if rest:
                self._write(rest)
        finally:
            transport.close()

    def _write(self, line: bytes) -> None:
        with contextlib.suppress(BrokenPipeError):  # Nobody reads; the programs go on.
            sys.stdout.buffer.write(self._label + line + b"\n")
            sys.stdout.buffer.flush()


async def _either(
    ended: asyncio.Future[int], event: asyncio.Event, seconds: float | None = None
) -> None:
    signalled = asyncio.ensure_future(event.wait())
    either: tuple[asyncio.Future[Any], ...] = (ended, signalled)
    await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    signalled.cancel()
