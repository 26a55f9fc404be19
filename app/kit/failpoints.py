"""Named places where a test may kill the process, as a power cut would.

LAUREL_FAILPOINT=name kills at the first pass, LAUREL_FAILPOINT=name:3 at the third. With
LAUREL_FAILPOINT_SIGNAL=SIGSTOP the process is stopped instead, as by a machine that sleeps.
"""

import os
import signal

_passes: dict[str, int] = {}


def failpoint(name: str) -> None:
    """Do nothing, unless the environment names this place: then die by SIGKILL."""
    wanted, _, count = os.environ.get("LAUREL_FAILPOINT", "").partition(":")
    if wanted != name:
        return
    _passes[name] = _passes.get(name, 0) + 1
    if _passes[name] == int(count or 1):
        os.kill(os.getpid(), signal.Signals[_signal()])


def _signal() -> str:
    return os.environ.get("LAUREL_FAILPOINT_SIGNAL") or "SIGKILL"
