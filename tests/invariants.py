"""What must hold after every test: SQL by name, each returning the rows that break it.

A room adds its own statements to INVARIANTS and proves that each one can fire.
"""

from collections.abc import AsyncIterator

import pytest

from app import catalogue, fulfilment, ledger, payments, redemption
from app.kit import db

INVARIANTS: dict[str, str] = {
    **{f"ledger: {name}": sql for name, sql in ledger.INVARIANTS.items()},
    **{f"catalogue: {name}": sql for name, sql in catalogue.INVARIANTS.items()},
    **{f"payments: {name}": sql for name, sql in payments.INVARIANTS.items()},
    **{f"redemption: {name}": sql for name, sql in redemption.INVARIANTS.items()},
    **{f"fulfilment: {name}": sql for name, sql in fulfilment.INVARIANTS.items()},
}


async def broken() -> dict[str, list[dict[str, object]]]:
    """Name the invariants that do not hold now, each with its rows."""
    found = {name: await db.fetch(sql) for name, sql in INVARIANTS.items()}
    return {name: [dict(row) for row in rows] for name, rows in found.items() if rows}


@pytest.fixture
async def invariants(database: None) -> AsyncIterator[None]:
    """Check every invariant when the test is over."""
    yield
    assert await broken() == {}
