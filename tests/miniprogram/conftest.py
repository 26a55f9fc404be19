"""Node with its packages, beside a whole mall that `laurel up` started."""

import fcntl
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
OLDEST_NODE = 18
INSTALL = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"]
INSTALL_SECONDS = 240


@pytest.fixture(scope="session", autouse=True)
def node() -> str:
    """Where Node is; without it these tests are left out, or fail where it is required."""
    found = shutil.which("node")
    told = (
        subprocess.run([found, "--version"], capture_output=True, text=True) if found else None
    )
    version = re.match(r"v(\d+)", told.stdout) if told else None
    if found and version and int(version[1]) >= OLDEST_NODE and shutil.which("npm"):
        return found
    return _leave_out(f"Node {OLDEST_NODE} or newer with npm was not found")


@pytest.fixture(scope="session")
def packages(node: str) -> Path:
    """What package.json names, in node_modules; fetched once, whoever comes first."""
    folder = HERE / "node_modules"
    with (HERE / ".installing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = (HERE / "package.json").read_text()
        mark = folder / ".laurel-has"
        if not (mark.exists() and mark.read_text() == wanted):
            told = subprocess.run(
                INSTALL, cwd=HERE, capture_output=True, text=True, timeout=INSTALL_SECONDS
            )
            if told.returncode:
                _leave_out(f"npm could not fetch the packages: {told.stderr[-300:]}")
            mark.write_text(wanted)
    return folder


def _leave_out(reason: str) -> str:
    if os.environ.get("LAUREL_NODE_REQUIRED") == "1":
        pytest.fail(reason)
    return pytest.skip(f"The mini-program's tests are left out: {reason}.")
