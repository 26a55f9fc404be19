"""What must hold after every test: the auditor's own statements (`app/auditing`)."""

from collections.abc import Iterator

import pytest

from app.auditing import INVARIANTS, broken
from app.kit import db

__all__ = ["INVARIANTS", "broken", "check", "invariants"]

# Where all of these are empty nothing can be wrong.
BOOKS = ("posting", "purchase", "stock", "price", "payment", "payment_notice", "redemption",
         "fulfilment", "supplier_callback", "approval", "audit_link", "case_file",
         "supplier_statement", "monthly_statement", "farewell")  # fmt: skip
HOLDS_ANYTHING = "SELECT 1 WHERE " + " OR ".join(
    f"EXISTS (SELECT FROM {table})" for table in BOOKS
)

# The driver keeps the plan of a statement of up to 15 KiB.
MOST_CHARACTERS = 14_000


def _together() -> Iterator[str]:
    """Ask whether anything at all is broken in a few statements instead of ninety."""
    asked, length = list[str](), 0
    for sql in INVARIANTS.values():
        if "$1" in sql:  # Of lateness: here clocks leap and workers rest.
            continue
        one = f"SELECT 1 WHERE EXISTS ({sql})"
        if length + len(one) > MOST_CHARACTERS:
            yield " UNION ALL ".join(asked)
            asked, length = [], 0
        asked.append(one)
        length += len(one)
    yield " UNION ALL ".join(asked)


TOGETHER = tuple(_together())


async def check() -> None:
    """Raise AssertionError with every row that breaks an invariant now."""
    if not await db.fetch(HOLDS_ANYTHING):
        return
    for sql in TOGETHER:
        if await db.fetch(sql):
            raise AssertionError(f"these invariants are broken: {await broken()}")


@pytest.fixture
async def invariants(database: None) -> None:
    """Say that the check which follows every test is the point of this one."""
