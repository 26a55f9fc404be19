"""The house keeps its own rules, where import-linter, ruff and mypy cannot see them."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APP, TEMPLATES = ROOT / "app", ROOT / "templates"
CODE = sorted(
    path
    for folder in ("app", "suppliers")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
ROOMS = sorted(path.parent for path in APP.glob("*/tables.py") if path.parent.name != "kit")
PARTIALS = sorted(TEMPLATES.rglob("_*.html"))
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "suppliers/**/*.md")
    for path in ROOT.glob(pattern)
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def where(path: Path, node: ast.AST | None = None) -> str:
    line = f":{getattr(node, 'lineno', 0)}" if node else ""
    return f"{path.relative_to(ROOT)}{line}"


def offences(
    is_wrong: Callable[[ast.AST], bool], files: list[Path] = CODE, *, but: tuple[str, ...] = ()
) -> list[str]:
    """List every node that is wrong, except in the files named."""
    return [
        where(path, node)
        for path in files
        if str(path.relative_to(ROOT)) not in but
        for node in ast.walk(tree(path))
        if is_wrong(node)
    ]


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def public(room: Path) -> list[str]:
    """Read a door's `__all__`."""
    for node in tree(room / "__init__.py").body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_has_a_door_with_a_sentence_and_no_logic(room: Path) -> None:
    door = tree(room / "__init__.py")
    assert ast.get_docstring(door), "what is this room for?"
    assert public(room)
    allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.Expr)
    assert all(isinstance(node, allowed) for node in door.body)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_function_behind_a_door_says_what_it_will_do(room: Path) -> None:
    names = set(public(room))
    silent = [
        where(path, node)
        for path in sorted(room.rglob("*.py"))
        for node in tree(path).body
        if isinstance(node, Function) and node.name in names and not ast.get_docstring(node)
    ]
    assert silent == []


def test_files_are_short() -> None:
    long = {
        where(path): lines
        for files, limit in ((CODE, 200), (TESTS, 300))
        for path in files
        if (lines := len(path.read_text().splitlines())) > limit
    }
    assert long == {}


def test_functions_are_short() -> None:
    long = [
        f"{where(path, node)} {node.name}"
        for path in CODE
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > 40
    ]
    assert long == []


def test_nobody_opens_another_rooms_drawers() -> None:
    rooms = {room.name for room in ROOMS}
    opened = []
    for path in CODE:
        own = path.relative_to(APP).parts[0] if path.is_relative_to(APP) else ""
        for node in ast.walk(tree(path)):
            for module in _imported(node):
                _, room, *drawer = [*module.split("."), "", ""][:3]
                if module.startswith("app.") and room in rooms - {own} and drawer != [""]:
                    opened.append(f"{where(path, node)} {module}")
    assert opened == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module]
    return [one.name for one in node.names] if isinstance(node, ast.Import) else []


CLOCKS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")
# The suppliers' fake is a program of its own, with a clock of its own.
OWN_CLOCKS = ("app/kit/clock.py", "suppliers/fake/__main__.py")


def test_only_the_clock_reads_the_clock() -> None:
    def reads(node: ast.AST) -> bool:
        return isinstance(node, ast.Attribute) and ast.unparse(node).endswith(CLOCKS)

    assert offences(reads, but=OWN_CLOCKS) == []


def test_only_kit_db_begins_transactions() -> None:
    def begins(node: ast.AST) -> bool:
        return isinstance(node, ast.Attribute) and ast.unparse(node).endswith(
            ("engine.transaction", "_db.transaction", ".get_or_create")
        )

    assert offences(begins, but=("app/kit/db/transactions.py",)) == []


def test_only_the_workers_loop_catches_everything() -> None:
    def catches(node: ast.AST) -> bool:
        return isinstance(node, ast.ExceptHandler) and (
            node.type is None or "Exception" in re.findall(r"\w+", ast.unparse(node.type))
        )

    assert offences(catches, but=("app/workers/loop.py",)) == []


def test_every_retry_says_on_what() -> None:
    """A bare retry would repeat a submit whose outcome is unknown."""

    def repeats_anything(node: ast.AST) -> bool:
        if isinstance(node, Function):
            return any(ast.unparse(one).endswith("retry") for one in node.decorator_list)
        is_call = isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "retry", "tenacity.retry", "AsyncRetrying",
        )  # fmt: skip
        return is_call and "retry" not in [word.arg for word in node.keywords]

    assert offences(repeats_anything) == []


VALUE = re.compile(r"(^|_)(points|fen)(_|$)")
# Numbers about value that are not value themselves.
NOT_VALUE = re.compile(r"(_bps|_ratio|_seconds|_at)$")


def test_points_and_fen_are_never_floats() -> None:
    def is_value(name: str) -> bool:
        return bool(VALUE.search(name) and not NOT_VALUE.search(name))

    def holds_float(node: ast.AST) -> bool:
        if isinstance(node, ast.arg) and node.annotation:
            return is_value(node.arg) and "float" in ast.unparse(node.annotation)
        if isinstance(node, ast.AnnAssign):
            name = ast.unparse(node.target)
            return is_value(name) and "float" in ast.unparse(node.annotation)
        if isinstance(node, ast.Assign) and any(is_value(ast.unparse(t)) for t in node.targets):
            return any(map(_is_float, ast.walk(node.value)))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            names = [ast.unparse(one) for one in ast.walk(node) if isinstance(one, ast.Name)]
            return any(map(is_value, names))
        return False

    assert offences(holds_float) == []


def _is_float(node: ast.AST) -> bool:
    is_number = isinstance(node, ast.Constant) and isinstance(node.value, float)
    return is_number or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))


def test_deadlines_are_seconds_never_days() -> None:
    """An interval of days moves with daylight saving; the promise is 172,800 seconds."""
    days = re.compile(r"interval\s+'[^']*(day|week|month)|make_interval\([^)]*(days|weeks)")
    files = [*CODE, *sorted((APP / "migrations").glob("*.sql"))]
    assert [where(path) for path in files if days.search(path.read_text().lower())] == []


def test_what_locks_a_few_rows_runs_once() -> None:
    """A subquery in IN may run once per row, and each run locks, and takes, the next few."""
    taken = re.compile(r"IN\s*\(\s*SELECT(?:(?!\"{3}).)*SKIP LOCKED", re.DOTALL)
    assert [where(path) for path in CODE if taken.search(path.read_text())] == []


SHAPELESS = {"utils", "helpers", "common", "manager", "processor", "coins", "vip", "deduct"}


def test_names_are_words_of_the_house() -> None:
    def is_shapeless(name: str) -> bool:
        words = re.findall(r"[a-z]+|[A-Z][a-z]*", name)
        return bool(SHAPELESS & {word.lower() for word in words}) or bool(
            re.match(r"(handle|do)_[a-z]", name)
        )

    def is_badly_named(node: ast.AST) -> bool:
        return isinstance(node, Function | ast.ClassDef) and is_shapeless(node.name)

    assert [where(path) for path in CODE if is_shapeless(path.stem)] == []
    assert offences(is_badly_named) == []


def test_tests_neither_sleep_nor_pretend() -> None:
    def pretends(node: ast.AST) -> bool:
        if isinstance(node, ast.Attribute):
            return ast.unparse(node) == "time.sleep"
        return any("mock" in module for module in _imported(node))

    assert offences(pretends, TESTS) == []


VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "path"}


class Roots(HTMLParser):
    """The elements of a fragment that stand in no other."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.depth, self.roots = 0, list[dict[str, str | None]]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.depth:
            self.roots.append(dict(attrs))
        self.depth += tag not in VOID

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.depth:
            self.roots.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag not in VOID


def _has_no_root(path: Path) -> bool:
    """Tell whether a partial only defines macros, or is a hidden field of somebody's form."""
    return bool(re.search(r"\{%-? *macro", path.read_text())) or path.name == "_csrf.html"


@pytest.mark.parametrize("path", PARTIALS, ids=where)
def test_a_partial_says_what_it_takes_and_is_one_element(path: Path) -> None:
    text = path.read_text()
    assert text.startswith("{# takes:")
    assert len(text.splitlines()) <= 80
    if _has_no_root(path):
        return
    plain = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", text, flags=re.DOTALL)
    roots = Roots(re.sub(r"\{\{.*?\}\}", "x", plain, flags=re.DOTALL)).roots
    assert len(roots) == 1
    assert "id" in roots[0]


NAMED = re.compile(r"`((?:app|suppliers|templates|static|tests|docs|\.ci)/[\w./-]*[\w/])`")


def test_documents_name_only_what_exists() -> None:
    missing = [
        f"{where(path)} {name}"
        for path in DOCUMENTS
        for name in NAMED.findall(path.read_text())
        if not (ROOT / name).exists() and not (path.parent / name).exists()
    ]
    assert missing == []
