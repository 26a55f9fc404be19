"""Each invariant of the catalogue can fire."""

from datetime import datetime

import pytest

from app import catalogue
from app.kit import db

from .conftest import Put

SPOILING = {
    "stock adds up": [
        "ALTER TABLE stock DROP CONSTRAINT stock_adds_up",
        "UPDATE stock SET total = total + 1",
    ],
    "stock counters equal stock moves": [
        "UPDATE stock SET reserved = reserved + 1, available = available - 1",
    ],
    "a reservation ends at most once, for what was reserved": [
        "UPDATE stock_move SET kind = 'commit'",
    ],
    "a product has prices in one unit, its own": [
        "UPDATE product SET pricing = 'mixed'",
    ],
}


@pytest.mark.parametrize("name", catalogue.INVARIANTS)
async def test_an_invariant_can_fire(put: Put, now: datetime, name: str) -> None:
    product_id = await put(stock=3)
    await catalogue.reserve(
        product_id=product_id, slot_id=None, quantity=1, reference="r:1", now=now
    )
    assert await db.fetch(catalogue.INVARIANTS[name]) == []
    with pytest.raises(RuntimeError):
        async with db.transaction():
            for statement in SPOILING[name]:
                await db.fetch(statement)
            assert await db.fetch(catalogue.INVARIANTS[name])
            raise RuntimeError  # Leaves the schema as it was.
