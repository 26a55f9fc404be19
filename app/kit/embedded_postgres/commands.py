"""Runs PostgreSQL's programs as the account that owns the cluster."""

import os
import subprocess
from pathlib import Path
from typing import TypedDict

from .errors import EmbeddedPostgresRefused
from .schemas import Account

TIMEOUT_SECONDS = 120  # initdb syncs to disk: seconds on a laptop, a minute on a poor volume.


class _As(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def run(
    account: Account, binary: Path, *args: str, stdin: str = "", own_session: bool = False
) -> str:
    """Run one program as `account` and return what it printed.

    Raises EmbeddedPostgresRefused with the program's last words when it fails.
    """
    try:
        done = subprocess.run(
            [str(binary), *args],
            input=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            cwd="/",  # The account may not be allowed into the folder we stand in.
            env=_environment(binary),
            timeout=TIMEOUT_SECONDS,
            start_new_session=own_session,
            check=False,
            **_as(account),
        )
    except (OSError, subprocess.TimeoutExpired) as why:
        raise EmbeddedPostgresRefused(f"{binary} could not be run: {why}.") from why
    if done.returncode:
        words = (done.stderr or done.stdout).strip() or f"it ended with {done.returncode}"
        raise EmbeddedPostgresRefused(f"{binary.name} failed: {words}")
    return done.stdout


def _as(account: Account) -> _As:
    """Change the account only when we are another one: changing needs root even to stay."""
    if os.geteuid() == account.uid:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def _environment(binary: Path) -> dict[str, str]:
    """Give a bare environment: PGHOST, PGOPTIONS and the like must not lead us astray."""
    library = binary.parent.parent / "lib"
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "LD_LIBRARY_PATH": str(library)}
