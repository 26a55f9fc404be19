"""The shop as data: shelves and members in TOML, decoded into Structs."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec

from .schemas import People, Shelf

T = TypeVar("T")

FOLDER = Path(__file__).parent
SUPPLIERS = FOLDER / "suppliers.toml"


def supplier_names() -> tuple[str, ...]:
    """Name the demo's suppliers."""
    with SUPPLIERS.open("rb") as file:
        return tuple(one["name"] for one in tomllib.load(file)["supplier"])


@lru_cache(maxsize=1)
def shelves() -> tuple[Shelf, ...]:
    """Read the shelves, in the order of their files' names."""
    files = sorted((FOLDER / "shelves").glob("*.toml"))
    return tuple(_read(path, Shelf) for path in files)


@lru_cache(maxsize=1)
def people() -> People:
    """Read the members and their past."""
    return _read(FOLDER / "members.toml", People)


def _read(path: Path, kind: type[T]) -> T:
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), kind)
