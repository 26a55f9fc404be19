"""Each planted bug is found, and the house as it is, is found to be well by the same means."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from . import planting
from .table import MUTANTS, Mutant

TESTED = sorted({one.test for one in MUTANTS if one.test})
AT_ONCE = 2
# A mutant that does not run has proved nothing.
NOT_EVEN_RUNNING = re.compile(r"(Name|Type|Attribute|Import|Syntax|Key)Error|SyntaxOrAccess")

Found = dict[str, Any]


@pytest.fixture(scope="module")
async def found(tmp_path_factory: pytest.TempPathFactory, server_url: str) -> Found:
    """What each house came to, by its mutant's name; the house as it is has the name ""."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def look(mutant: Mutant | None, tests: list[str]) -> Any:
        async with turns:
            folder: Path = tmp_path_factory.mktemp("house")
            house = planting.copy(folder, mutant)
            if tests:
                return await planting.try_tests(house, server_url, tests)
            return await planting.simulate(house, server_url)

    asked: dict[str, tuple[Mutant | None, list[str]]] = {
        "the house": (None, []),
        "the house's tests": (None, TESTED),
        **{one.name: (one, [one.test] if one.test else []) for one in MUTANTS},
    }
    answers = await asyncio.gather(
        *(look(*one) for one in asked.values()), return_exceptions=True
    )
    return dict(zip(asked, answers, strict=True))


def of(found: Found, name: str) -> Any:
    """Take one answer, or raise what came instead of it."""
    if isinstance(found[name], BaseException):
        raise found[name]
    return found[name]


def test_the_table_says_which_means_finds_what() -> None:
    assert len(MUTANTS) >= 12
    assert [one.name for one in MUTANTS if bool(one.told) == bool(one.test)] == []


def test_the_house_as_it_is_is_well(found: Found) -> None:
    assert of(found, "the house")["wrongs"] == []
    code, told = of(found, "the house's tests")
    assert code == 0, told


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_a_planted_bug_is_found(mutant: Mutant, found: Found) -> None:
    if mutant.test:
        code, told = of(found, mutant.name)
        assert code == 1, told
        assert re.search(r"[0-9]+ failed", told.splitlines()[-1]), told
        return
    wrongs = of(found, mutant.name)["wrongs"]
    assert wrongs, f"nobody noticed: {mutant.why}"
    assert not NOT_EVEN_RUNNING.search(wrongs[0]["wrong"]), wrongs
    assert re.search(mutant.told, wrongs[0]["wrong"]), wrongs
