"""What was bought with cash."""

from typing import Any

from app.kit import db

from ..schemas import Purchase


async def purchase(redemption_id: int) -> Purchase | None:
    """Show what the cash of a redemption earned; None when it earned nothing yet."""
    row = await db.fetch_one("SELECT * FROM purchase WHERE redemption_id = $1", redemption_id)
    return purchase_view(row) if row else None


def purchase_view(row: Any) -> Purchase:
    """Turn a row into what may be shown."""
    return Purchase(**{name: row[name] for name in Purchase.__struct_fields__})
