"""The hot path: take stock, and end each taking exactly once. One statement each."""

from datetime import datetime
from typing import Any

from app.kit import db
from app.kit.errors import InvalidInput

from ..errors import NotOnSale, SoldOut

# The WHERE clause is the lock: of two buyers of the last piece the second waits, reads the
# row again and finds too little. `stock` is found by the product, first in the unique key.
_RESERVE = """
WITH taken AS (
    UPDATE stock SET available = available - $3, reserved = reserved + $3
     WHERE product = $1 AND (slot = $2 OR (slot IS NULL AND $2::bigint IS NULL))
       AND available >= $3
       AND ($2::bigint IS NULL
            OR EXISTS (SELECT FROM slot AS one WHERE one.id = $2 AND one.starts_at > $5))
    RETURNING id
), moved AS (
    INSERT INTO stock_move (stock, reference, kind, quantity, moved_at)
    SELECT id, $4, 'reserve', $3, $5 FROM taken
    RETURNING id
)
SELECT (SELECT count(*) FROM moved) AS moved, count(*) AS rows,
       count(*) FILTER (WHERE stock.slot IS NOT DISTINCT FROM $2) AS fitting,
       min(stock.available) FILTER (WHERE stock.slot IS NOT DISTINCT FROM $2) AS available,
       count(*) FILTER (WHERE stock.slot = $2 AND slot.starts_at <= $5) AS past
  FROM stock LEFT JOIN slot ON slot.id = stock.slot
 WHERE stock.product = $1"""

# The unique keys of stock_move let one end happen once; whoever comes second moves nothing.
_COMMIT = """
WITH ended AS (
    INSERT INTO stock_move (stock, reference, kind, quantity, moved_at)
    SELECT stock, reference, 'commit', quantity, $2 FROM stock_move
     WHERE reference = $1 AND kind = 'reserve'
    ON CONFLICT DO NOTHING
    RETURNING stock, quantity
)
UPDATE stock SET reserved = reserved - ended.quantity, sold = sold + ended.quantity
  FROM ended WHERE stock.id = ended.stock
RETURNING stock.id"""

_RELEASE = """
WITH ended AS (
    INSERT INTO stock_move (stock, reference, kind, quantity, moved_at)
    SELECT stock, reference, 'release', quantity, $2 FROM stock_move
     WHERE reference = $1 AND kind = 'reserve'
    ON CONFLICT DO NOTHING
    RETURNING stock, quantity
)
UPDATE stock SET reserved = reserved - ended.quantity, available = available + ended.quantity
  FROM ended WHERE stock.id = ended.stock
RETURNING stock.id"""


@db.atomic
async def reserve(
    *, product_id: int, slot_id: int | None, quantity: int, reference: str, now: datetime
) -> bool:
    """Take `quantity` pieces out of stock under `reference`; call it last in a transaction.

    Returns False for an unlimited product, which needs no reservation. Raises SoldOut,
    NotOnSale when the slot is past, InvalidInput when a slot is missing or not this
    product's. A reference reserves once: a second try breaks the unique key.
    """
    row = await db.fetch_one(_RESERVE, product_id, slot_id, quantity, reference, now)
    assert row is not None
    if row["moved"]:
        return True
    if not row["rows"] and slot_id is None:
        return False
    raise _refusal(row, slot_id)


@db.atomic
async def commit_stock(*, reference: str, now: datetime) -> bool:
    """Count a reservation as sold. Safe to repeat.

    Returns False when it was ended before, or nothing was reserved (unlimited).
    """
    return await db.fetch_one(_COMMIT, reference, now) is not None


@db.atomic
async def release_stock(*, reference: str, now: datetime) -> bool:
    """Put a reservation back into stock. Safe to repeat.

    Returns False when it was ended before, or nothing was reserved (unlimited).
    """
    return await db.fetch_one(_RELEASE, reference, now) is not None


def _refusal(row: Any, slot_id: int | None) -> Exception:
    if not row["fitting"]:
        return InvalidInput(field="slot_id", reason="unknown" if slot_id else "missing")
    if row["past"]:
        return NotOnSale()
    return SoldOut(available=row["available"])
