"""The mini-program as it is shipped: whole, typed, small, with a page for every action."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from app.web.messages.general import ACTIONS

from .conftest import HERE

PROGRAM = HERE / "program"
DEFINITION = json.loads((PROGRAM / "app.json").read_text())
VIEWS = sorted(PROGRAM.rglob("*.wxml"))
# A main package may have 2 MB; ours wants to be a small part of it.
LARGEST_BYTES = 128 * 1024
LONGEST_LINES = 200
EVENT = re.compile(r'(?:bind|catch):?([a-z]+)="(\w+)"')
NAMED = re.compile(r"\bt\.(\w+)")


def name(path: Path) -> str:
    return path.parent.name


def test_is_whole() -> None:
    named = [PROGRAM / page for page in DEFINITION["pages"]]
    named += [PROGRAM / path.lstrip("/") for path in DEFINITION["usingComponents"].values()]
    missing = [
        f"{path}.{kind}"
        for path in named
        for kind in ("js", "json", "wxml")
        if not path.with_suffix(f".{kind}").exists()
    ]
    assert missing == []
    assert {f"/{one['pagePath']}".lstrip("/") for one in DEFINITION["tabBar"]["list"]} <= set(
        DEFINITION["pages"]
    )


def test_is_small() -> None:
    assert (
        sum(one.stat().st_size for one in PROGRAM.rglob("*") if one.is_file()) < LARGEST_BYTES
    )


def test_has_files_that_are_read_at_once() -> None:
    written = [one for one in PROGRAM.rglob("*") if one.suffix in (".js", ".wxml", ".wxss")]
    assert [one for one in written if len(one.read_text().splitlines()) > LONGEST_LINES] == []


def test_has_a_page_for_every_action_that_the_api_names() -> None:
    pages = {f"/{page}" for page in DEFINITION["pages"]} | {""}
    assert {one.path for one in ACTIONS.values()} <= pages


@pytest.mark.parametrize("view", VIEWS, ids=name)
def test_a_view_calls_only_what_its_script_has(view: Path) -> None:
    script = view.with_suffix(".js").read_text()
    missing = [
        method
        for _, method in EVENT.findall(view.read_text())
        if not re.search(rf"^\s+(?:async )?{method}\(", script, re.MULTILINE)
    ]
    assert missing == []


@pytest.mark.parametrize("view", VIEWS, ids=name)
def test_a_view_says_only_what_both_languages_have(view: Path) -> None:
    spoken = set(NAMED.findall(view.read_text() + view.with_suffix(".js").read_text()))
    for language in ("zh", "en"):
        words = (PROGRAM / "lib" / f"words.{language}.js").read_text()
        known = set(re.findall(r"^  (\w+):", words, re.MULTILINE))
        assert spoken - known == set(), language


@pytest.mark.parametrize("view", VIEWS, ids=name)
def test_a_view_tells_a_reader_what_can_be_tapped(view: Path) -> None:
    """A plain view that is tapped says that it is a button, or what it is called."""
    tapped = re.findall(r"<view[^>]*bind:tap[^>]*>", view.read_text())
    assert [one for one in tapped if "role=" not in one and "aria-label=" not in one] == []


def test_asks_for_nothing_that_wx_request_cannot() -> None:
    script = "".join(path.read_text() for path in PROGRAM.rglob("*.js"))
    assert "PATCH" not in script


def test_is_typed(node: str, packages: Path) -> None:
    compiler = packages / "typescript" / "bin" / "tsc"
    told = subprocess.run(
        [node, compiler, "--project", HERE / "tsconfig.json"],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert told.stdout == ""
    assert told.returncode == 0
