"""The supervisor: whichever program dies comes back, and all end together."""

import asyncio
import os
import select
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="observes by pidfd")

# The driver is a process of its own, since it takes the signals of its main thread.
DRIVER = """
import sys
from app.kit.supervisor import Program, run
script, grace, *names = sys.argv[1:]
argv = {"missing": ("/missing",)}
group = [Program(n, argv.get(n, (sys.executable, "-c", script))) for n in names]
sys.exit(run(group, on_ready=lambda: print("ready", flush=True), grace_seconds=float(grace)))
"""
POLITE = "import os, signal; print('pid', os.getpid()); signal.pause()"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + POLITE
# Its worker is in its group but not its supervisor's child, as a web server's workers are.
PARENT = (
    "import os, signal, subprocess as s, sys;"
    "w = s.Popen([sys.executable, '-c', 'import signal; signal.pause()']);"
    "print('pid', w.pid, os.getpid()); signal.pause()"
)


class Driven:
    """A supervisor under test."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def line(self, start: str) -> str:
        """Read its output up to the next line that starts so."""
        assert self.process.stdout
        while line := (await asyncio.wait_for(self.process.stdout.readline(), 20)).decode():
            if line.startswith(start):
                return line.strip()
        raise AssertionError(f"no line {start}")

    async def pid(self, name: str) -> int:
        return int((await self.line(f"{name} | pid")).split()[3])

    async def code(self) -> int:
        await asyncio.wait_for(self.process.communicate(), 20)
        assert self.process.returncode is not None
        return self.process.returncode


Drive = Callable[..., Awaitable[Driven]]


@pytest.fixture
async def drive() -> AsyncIterator[Drive]:
    begun: list[Driven] = []

    async def begin(script: str, *names: str, grace: float = 10) -> Driven:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", DRIVER, script, str(grace), *names),
            stdout=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        begun.append(Driven(process))
        return begun[-1]

    yield begin
    for one in begun:
        if one.process.returncode is None:
            one.process.kill()
            await one.code()


async def has_ended(pidfd: int) -> bool:
    readable, _, _ = await asyncio.to_thread(select.select, [pidfd], [], [], 10)
    os.close(pidfd)
    return bool(readable)


def children_of(pid: int) -> dict[int, str]:
    """Tell the command lines of a process's children; one may end while it is looked at."""
    found = {}
    for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with suppress(ProcessLookupError, FileNotFoundError):
            found[int(one)] = Path(f"/proc/{one}/cmdline").read_text()
    return found


async def test_restarts_a_killed_program_and_leaves_the_other_alone(drive: Drive) -> None:
    group = await drive(POLITE, "a", "b")
    first = await group.pid("a")
    os.kill(first, signal.SIGKILL)
    assert (await group.line("a | (ended")) == "a | (ended with -9)"
    assert await group.pid("a") != first
    group.process.terminate()
    assert await group.code() == 0


async def test_waits_longer_after_each_crash(drive: Drive) -> None:
    group = await drive("raise SystemExit(3)", "a")
    pauses = [await group.line("a | (starts again") for _ in range(3)]
    assert [line.split()[-2] for line in pauses] == ["0.2", "0.4", "0.8"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_signal_ends_all_politely(drive: Drive, number: signal.Signals) -> None:
    group = await drive(POLITE, "a", "b")
    await group.line("ready")
    group.process.send_signal(number)
    assert await group.code() == 0


async def test_stubborn_program_is_killed_after_its_grace(drive: Drive) -> None:
    group = await drive(STUBBORN, "a", grace=0.3)
    pidfd = os.pidfd_open(await group.pid("a"))
    group.process.terminate()
    assert await group.code() == 1
    assert await has_ended(pidfd)


async def test_second_signal_cuts_the_grace_short(drive: Drive) -> None:
    group = await drive(STUBBORN, "a", grace=1000)
    await group.pid("a")
    group.process.send_signal(signal.SIGINT)
    group.process.send_signal(signal.SIGTERM)
    assert await group.code() == 1


async def test_workers_of_a_killed_program_go_with_it(drive: Drive) -> None:
    group = await drive(PARENT, "a")
    worker, parent = (await group.line("a | pid")).split()[3:5]
    pidfd = os.pidfd_open(int(worker))
    os.kill(int(parent), signal.SIGKILL)
    assert await has_ended(pidfd)


async def test_killed_supervisor_leaves_no_process(drive: Drive) -> None:
    group = await drive(PARENT, "a")
    pidfds = [os.pidfd_open(int(pid)) for pid in (await group.line("a | pid")).split()[3:5]]
    group.process.kill()
    assert [await has_ended(pidfd) for pidfd in pidfds] == [True, True]


async def test_killed_supervisor_leaves_no_process_though_its_executor_was_killed(
    drive: Drive,
) -> None:
    group = await drive(POLITE, "a")
    pid = await group.pid("a")
    executor = next(p for p, c in children_of(group.process.pid).items() if "executor.py" in c)
    os.kill(executor, signal.SIGKILL)
    while not _has_executor(group.process.pid, other_than=executor):
        await asyncio.to_thread(os.sched_yield)
    pidfd = os.pidfd_open(pid)
    group.process.kill()
    assert await has_ended(pidfd)


def _has_executor(pid: int, *, other_than: int) -> bool:
    children = children_of(pid).items()
    return any("executor.py" in said and child != other_than for child, said in children)


async def test_program_that_is_missing_does_not_stop_the_others(drive: Drive) -> None:
    group = await drive(POLITE, "missing", "a")
    await group.line("missing | (cannot start: ")
    await group.pid("a      ")
    group.process.terminate()
    assert await group.code() == 0
