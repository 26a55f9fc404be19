"""Two hundred histories of two hundred steps, on two processes; see the package's docstring.

A red run names the seed and the command that replays it. A green run that has not seen enough
faults, or not every way that a state may go, is red too.
"""

import asyncio
import json
import os
import sys
from collections import Counter
from typing import Any

import pytest

from . import counting

SEEDS = int(os.environ.get("LAUREL_SIMULATION_SEEDS", "200"))
STEPS = 200
PROCESSES = 2
LIMIT_SECONDS = 1_500


async def run(server_url: str, *arguments: str) -> tuple[dict[str, Any], str]:
    """Run the simulation's program; returns its summary and what else it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.simulation", *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"LAUREL_DATABASE_URL": server_url},
    )  # fmt: skip
    try:
        async with asyncio.timeout(LIMIT_SECONDS):
            told, wrong = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    lines = told.decode().splitlines()
    assert lines, wrong.decode()
    return json.loads(lines[-1]), "\n".join([*lines[:-1], wrong.decode()])


@pytest.fixture(scope="module")
async def summaries(server_url: str) -> list[tuple[dict[str, Any], str]]:
    """What all histories came to, by process."""
    share = SEEDS // PROCESSES
    return await asyncio.gather(
        *(
            run(server_url, "--seeds", f"{n * share}:{(n + 1) * share}", "--steps", str(STEPS))
            for n in range(PROCESSES)
        )
    )


def test_no_history_breaks_a_promise(summaries: list[tuple[dict[str, Any], str]]) -> None:
    wrongs = [said for summary, said in summaries if summary["wrongs"]]
    assert not wrongs, "\n".join(wrongs)


def test_enough_has_gone_wrong(summaries: list[tuple[dict[str, Any], str]]) -> None:
    seen = sum((Counter(summary["seen"]) for summary, _ in summaries), Counter[str]())
    assert counting.missing(seen, share=SEEDS / 200) == {}


async def test_a_seed_is_one_history(server_url: str) -> None:
    first, second = await asyncio.gather(
        *(run(server_url, "--seed", "7", "--steps", "120", "--trace") for _ in range(2))
    )
    assert first[1] == second[1]
    assert first[0]["seen"] == second[0]["seen"]
