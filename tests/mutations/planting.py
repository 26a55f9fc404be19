"""Plant a bug in a copy of the house, and see whether the house notices."""

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from .table import Mutant

ROOT = Path(__file__).parents[2]
COPIED = ("app", "suppliers", "tests", "pyproject.toml")
SEEDS = "0:20"
LIMIT_SECONDS = 400


class NotPlanted(AssertionError):
    """The place where a bug was to be planted is not what the table says."""


def copy(folder: Path, mutant: Mutant | None) -> Path:
    """Copy the house, compiled files and all, and plant one bug in it."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("browser"))
        else:
            shutil.copy2(source, folder / name)
    if mutant is not None:
        path = folder / mutant.file
        text = path.read_text()
        if text.count(mutant.old) != 1:
            raise NotPlanted(f"{mutant.name}: {text.count(mutant.old)} places in {mutant.file}")
        path.write_text(text.replace(mutant.old, mutant.new))
    return folder


async def simulate(house: Path, server_url: str) -> dict[str, Any]:
    """Run the simulator of a copy; returns its summary, and proves that it ran the copy."""
    code, told = await _run(house, server_url, "tests.simulation", "--seeds", SEEDS)
    try:
        summary: dict[str, Any] = json.loads(told.splitlines()[-1])
    except (IndexError, ValueError):
        raise AssertionError(told) from None
    assert Path(summary["app"]) == house / "app"
    assert code == (1 if summary["wrongs"] else 0)
    return summary


async def try_tests(house: Path, server_url: str, tests: list[str]) -> tuple[int, str]:
    """Run named tests of a copy; returns the exit code and what they said."""
    code, told = await _run(
        house, server_url, "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(house),
        *tests,
    )  # fmt: skip
    _, where = await _run(house, server_url, "tests.mutations.where")
    assert Path(where.strip()) == house / "app"
    return code, told


async def _run(house: Path, server_url: str, module: str, *arguments: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, cwd=house,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env=os.environ | {"LAUREL_DATABASE_URL": server_url, "PYTHONPATH": str(house)},
    )  # fmt: skip
    try:
        async with asyncio.timeout(LIMIT_SECONDS):
            told, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    assert process.returncode is not None
    return process.returncode, told.decode()
