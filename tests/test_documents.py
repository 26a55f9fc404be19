"""What the papers list is what there is."""

import re
from pathlib import Path

import pytest

from app.auditing import INVARIANTS
from app.settings import Settings

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "docs/README.zh-CN.md")


def chapter(name: str) -> str:
    """Read one chapter of the auditor's page."""
    text = (ROOT / "docs/assurance.md").read_text()
    return text.partition(f"\n## {name}\n")[2].partition("\n## ")[0]


def test_the_assurance_names_every_invariant() -> None:
    written = {
        room: re.findall(r"^- (.+)$", text, re.MULTILINE)
        for room, text in re.findall(
            r"`app/(\w+)/invariants\.py`\n(.*?)(?=\n### |\Z)", chapter("Invariants"), re.DOTALL
        )
    }
    there_are: dict[str, list[str]] = {}
    for room, _, name in (each.partition(": ") for each in INVARIANTS):
        there_are.setdefault(room, []).append(name)
    assert written == there_are


def test_the_assurance_names_only_guards_that_exist() -> None:
    schema = "".join(path.read_text() for path in (ROOT / "app/migrations").glob("*.sql"))
    code = "".join(path.read_text() for path in (ROOT / "app/kit/db").glob("*.py"))
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", chapter("The promises")))
    assert [name for name in sorted(named) if name not in schema + code] == []


def test_the_assurance_places_every_line_of_the_design() -> None:
    lines = re.findall(r"^\| ([IX]\d+) \|", chapter("The design's list"), re.MULTILINE)
    assert lines == [f"I{n:02}" for n in range(1, 41)] + [f"X{n}" for n in range(1, 10)]
    named = set(re.findall(r"`([a-z]+: [^`]+)`", chapter("The design's list")))
    assert named - set(INVARIANTS) == set()


def test_the_assurance_names_every_failpoint() -> None:
    code = "".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
    named = set(re.findall(r"`(\w+_\w+)`", chapter("How it is proved").partition("### ")[2]))
    assert named == set(re.findall(r'failpoint\("(\w+)"\)', code))


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
