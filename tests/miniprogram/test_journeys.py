"""The mini-program's pages run unmodified against a live mall; so does a client of others."""

import os
import subprocess
from pathlib import Path

import pytest

from .conftest import HERE

SECONDS = 180
JOURNEYS = sorted((HERE / "journeys").glob("*.test.js"))
FOREIGN = sorted((HERE / "foreign").glob("*.test.js"))
COMPONENTS = sorted((HERE / "components").glob("*.test.js"))


def name(path: Path) -> str:
    return path.name.removesuffix(".test.js")


@pytest.mark.parametrize("file", JOURNEYS, ids=name)
def test_journey(file: Path, node: str, mall: str) -> None:
    run(node, file, mall)


@pytest.mark.parametrize("file", FOREIGN, ids=name)
def test_foreign_client(file: Path, node: str, packages: Path, mall: str) -> None:
    run(node, file, mall)


@pytest.mark.parametrize("file", COMPONENTS, ids=name)
def test_component(file: Path, node: str, packages: Path) -> None:
    run(node, file, "")


def run(node: str, file: Path, address: str) -> None:
    """Run one file of tests; what it says is the reason when it fails."""
    told = subprocess.run(
        [node, "--test", "--test-reporter=spec", file],
        env=os.environ | {"LAUREL_MALL": address, "TZ": "Asia/Shanghai"},
        capture_output=True, text=True, timeout=SECONDS,
    )  # fmt: skip
    if told.returncode:
        pytest.fail(told.stdout + told.stderr, pytrace=False)
    assert "pass 0" not in told.stdout
