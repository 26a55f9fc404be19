"""What the papers list is what there is."""

import re
from pathlib import Path

import pytest

from app.auditing import INVARIANTS
from app.settings import Settings

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "docs/README.zh-CN.md")


def test_the_promises_name_every_invariant() -> None:
    chapter = (ROOT / "docs/promises.md").read_text().partition("\n## Invariants\n")[2]
    written = {
        room: re.findall(r"^- (.+)$", text, re.MULTILINE)
        for room, text in re.findall(
            r"`app/(\w+)/invariants\.py`\n(.*?)(?=\n### |\Z)", chapter, re.DOTALL
        )
    }
    there_are: dict[str, list[str]] = {}
    for room, _, name in (each.partition(": ") for each in INVARIANTS):
        there_are.setdefault(room, []).append(name)
    assert written == there_are


def test_the_promises_name_only_guards_that_exist() -> None:
    schema = "".join(path.read_text() for path in (ROOT / "app/migrations").glob("*.sql"))
    code = "".join(path.read_text() for path in (ROOT / "app/kit/db").glob("*.py"))
    promises = (ROOT / "docs/promises.md").read_text()
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", promises))
    assert [name for name in sorted(named) if name not in schema + code] == []


@pytest.mark.parametrize("name", READMES)
def test_the_readme_lists_every_setting(name: str) -> None:
    listed = set(re.findall(r"^\| `LAUREL_(\w+)`", (ROOT / name).read_text(), re.MULTILINE))
    assert listed >= {field.upper() for field in Settings.__struct_fields__}


@pytest.mark.parametrize("name", READMES)
def test_the_readme_describes_every_process(name: str) -> None:
    programs = re.findall(r"^(\w+):", (ROOT / "Procfile").read_text(), re.MULTILINE)
    described = re.findall(r"^- \*\*`(\w+)`\*\*", (ROOT / name).read_text(), re.MULTILINE)
    assert described == programs


def test_both_readmes_show_the_same_commands() -> None:
    blocks = [
        re.findall(r"```(?:sh|toml)\n(.*?)```", (ROOT / name).read_text(), re.DOTALL)
        for name in READMES
    ]
    bare = [[re.sub(r" *#.*", "", block) for block in one] for one in blocks]
    assert bare[0] == bare[1]
