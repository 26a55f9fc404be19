"""How many codes of our own there are: by product, free, claimed, expiring, expired."""

from datetime import date, timedelta

from app.kit import db

from ..schemas import CodeImportView, CodeStock

EXPIRING = timedelta(seconds=30 * 86_400)

# Served by card_code_free.
_FREE = """
SELECT count(*) AS n FROM card_code
 WHERE product_slug = $1 AND fulfilment IS NULL AND (expires_on IS NULL OR expires_on > $2)"""

_STOCK = """
SELECT product_slug,
       count(*) FILTER (WHERE fulfilment IS NULL
                        AND (expires_on IS NULL OR expires_on > $1)) AS free,
       count(*) FILTER (WHERE fulfilment IS NULL
                        AND expires_on > $1 AND expires_on <= $2) AS expiring,
       count(*) FILTER (WHERE fulfilment IS NULL AND expires_on <= $1) AS expired,
       count(*) FILTER (WHERE fulfilment IS NOT NULL) AS claimed
  FROM card_code WHERE product_slug IN (SELECT product_slug FROM code_import)
 GROUP BY product_slug ORDER BY product_slug"""


async def free_codes(product_slug: str, *, on: date) -> int:
    """Count the codes of a product that may be sold on a day."""
    row = await db.fetch_one(_FREE, product_slug, on.isoformat())
    return int(row["n"]) if row else 0


async def code_stock(*, on: date) -> tuple[CodeStock, ...]:
    """Count the codes of every product for which codes were ever imported."""
    rows = await db.fetch(_STOCK, on.isoformat(), (on + EXPIRING).isoformat())
    return tuple(
        CodeStock(
            product_slug=row["product_slug"], free=row["free"], claimed=row["claimed"],
            expiring=row["expiring"], expired=row["expired"],
        )
        for row in rows
    )  # fmt: skip


async def code_imports(*, most: int = 50) -> tuple[CodeImportView, ...]:
    """List the newest imports: who, when, how many; never a code."""
    rows = await db.fetch("SELECT * FROM code_import ORDER BY id DESC LIMIT $1", most)
    return tuple(
        CodeImportView(
            id=row["id"], product_slug=row["product_slug"], file_name=row["file_name"],
            digest=row["digest"].hex() if row["digest"] else None, codes=row["codes"],
            imported_by=row["imported_by"], imported_at=row["imported_at"],
        )
        for row in rows
    )  # fmt: skip
