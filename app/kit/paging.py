"""Opaque cursors over a descending id."""

import base64
from typing import Generic, TypeVar

import msgspec

from app.kit.errors import InvalidInput

T = TypeVar("T")
LIMIT = 20
MOST = 50


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page; `next_cursor` is None at the end. `total` counts all pages, if known."""

    items: list[T]
    next_cursor: str | None = None
    total: int | None = None


def encode(last_id: int) -> str:
    return base64.urlsafe_b64encode(str(last_id).encode()).decode().rstrip("=")


def decode(cursor: str | None) -> int:
    """Read a cursor: the id to continue below. Raises InvalidInput."""
    if not cursor:
        return 2**63 - 1
    try:
        last_id = int(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise InvalidInput(field="cursor", reason="unreadable") from error
    if not 0 < last_id < 2**63:
        raise InvalidInput(field="cursor", reason="unreadable")
    return last_id


def size(limit: int | None) -> int:
    """Bound a page's size to 1…50."""
    return max(1, min(limit or LIMIT, MOST))
