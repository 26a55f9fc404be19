"""Ends the programs of a supervisor that was killed. Runs as a script of its own.

It reads `+pid` and `-pid` lines from the supervisor; when the line is cut, the supervisor is
dead, and every process group still listed is killed. Linux's parent-death signal would reach
only a program's first process, not the workers that it started; this works on any Unix.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Iterable


def outlive(lines: Iterable[str]) -> None:
    """Follow the list of programs until it is cut off, then kill those still on it."""
    living: set[int] = set()
    for line in lines:
        pid = int(line[1:])
        (living.add if line[0] == "+" else living.discard)(pid)
    for pid in living:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    outlive(sys.stdin)
