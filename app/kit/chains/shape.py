"""What a chain is, and how a row is hashed onto it."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

import msgspec


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of `table` and their links: `row` and `branch` are columns of `links`.

    `branch_of` tells a row's branch in SQL, `lock` keeps two builders apart, and `at`,
    `columns` and `json` are columns of `table`; a row's hash covers all of `columns`.
    """

    table: str
    links: str
    row: str
    at: str
    branch: str
    branch_of: str
    columns: tuple[str, ...]
    json: str
    lock: int


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The last link of a day's chain."""

    on_day: date
    branch: str
    sequence: int
    hash: str


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it must be: what, where, and both sides of it."""

    invariant: str
    subject: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.invariant}: expected {self.expected}, found {self.found}"


def link_hash(previous: bytes, content: list[Any]) -> bytes:
    """Hash a row's whole content, column by column, onto the hash before it."""
    return hashlib.sha256(previous + msgspec.json.encode(content, order="sorted")).digest()


def first_hash(day: date, branch: str) -> bytes:
    """Begin the chain of one day and branch."""
    return hashlib.sha256(f"laurel:{branch}:{day.isoformat()}".encode()).digest()


def chain_day(at: datetime) -> date:
    """Tell on which day's chain a row hangs: the day in UTC."""
    return at.astimezone(UTC).date()


def content(chain: Chain, row: Any) -> list[Any]:
    """Tell what of a row goes into its hash: every column, the JSON decoded."""
    told = row[chain.json]
    return [*(row[name] for name in chain.columns), told and msgspec.json.decode(told)]
