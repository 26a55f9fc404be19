"""Named places where a test may kill the process, as a power cut would.

LAUREL_FAILPOINT=name kills at the first pass, LAUREL_FAILPOINT=name:3 at the third.
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
    if _passes[name] >= int(count or 1):
        os.kill(os.getpid(), signal.SIGKILL)
