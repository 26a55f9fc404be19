"""What machines write down beside a deed is named: nobody reads `cost_fen` in the console."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.web import languages
from app.web.ops import fact_words

ROOMS = ("auditing", "desk", "fulfilment", "operators", "payments", "redemption", "settlement")
WRITERS = frozenset({"write_down", "_note"})


def written() -> Iterator[str]:
    """Every name of a fact that stands in the rooms."""
    for room in ROOMS:
        for file in Path("app", room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                yield from facts_of(node)


def facts_of(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), keywords=given):
            for one in given:
                if one.arg == "facts":
                    yield from keys_of(one.value)
                elif name in WRITERS and one.arg:
                    yield one.arg
        case ast.AnnAssign(target=ast.Name(id="facts" | "told"), value=ast.Dict() as value):
            yield from keys_of(value)


def keys_of(node: ast.expr) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Dict):
            yield from (key.value for key in inner.keys if isinstance(key, ast.Constant))


def test_every_fact_has_a_name() -> None:
    names = set(written())
    assert len(names) > 40
    assert names - fact_words.NAMES.keys() - fact_words.HIDDEN - {"reason"} == set()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("undo_seconds", 10, ("Could be undone for", "10 seconds")),
        ("profit_share_bps", 1550, ("Their share of the margin", "15.5%")),
        ("cost_fen", 4900, ("Cost", "¥49.00")),
        ("verdict", "cost_differs", ("Compared", "Cost differs")),
        ("they_say", "nothing", ("They say", "Nothing")),
    ],
)
def test_a_fact_is_said_in_words(name: str, value: int | str, said: tuple[str, str]) -> None:
    languages.use("en")
    assert fact_words.facts({name: value}) == [said]
