"""Marks in the order of the database's transactions: what was written since?

A row's hidden `xmin` names the transaction that wrote it. A mark is the oldest transaction
that was still open when it was taken, so that whatever a reader could not see yet lies after
it. Nothing is stored, no clock is asked, and nothing is missed; what an open transaction
makes old and new at once is told twice.
"""

import msgspec

from app.kit import db
from app.kit.errors import InvalidInput

_MARK = """
SELECT pg_snapshot_xmin(now.taken)::text AS mark, pg_snapshot_xmax(now.taken)::text AS latest
  FROM (SELECT pg_current_snapshot() AS taken) AS now"""
# Rows keep the lower half of a transaction's number only; `age` compares around its end.
HALF = 2**32
LONGEST_DISTANCE = 2**31 - 10_000_000


class Mark(msgspec.Struct, frozen=True):
    """An instant in the order of transactions."""

    number: int

    @property
    def bits(self) -> str:
        """What a row's `xmin` is compared with, as PostgreSQL reads it."""
        return str(self.number % HALF)

    def __str__(self) -> str:
        return f"m{self.number:x}"


async def mark() -> Mark:
    """Take a mark. Read what you show only afterwards."""
    return (await _now())[0]


async def reachable(given: Mark) -> bool:
    """Tell whether one can still count from a mark: it is of this database and not too old."""
    _, latest = await _now()
    return 0 <= latest - given.number < LONGEST_DISTANCE


def read(written: str) -> Mark:
    """Read a mark that a caller kept. Raises InvalidInput."""
    try:
        number = int(written.removeprefix("m"), 16)
    except ValueError as error:
        raise InvalidInput(field="since", reason="unreadable") from error
    if not written.startswith("m") or not 2 < number < 2**63 or len(written) > 20:
        raise InvalidInput(field="since", reason="unreadable")
    return Mark(number)


async def _now() -> tuple[Mark, int]:
    row = await db.fetch_one(_MARK)
    assert row is not None
    return Mark(int(row["mark"])), int(row["latest"])
