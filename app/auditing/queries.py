"""What did the auditor find when it last looked?"""

from app.kit import db

from .schemas import Finding


async def standing() -> list[Finding]:
    """List what the last look at each invariant found, those that are broken first."""
    rows = await db.fetch(
        "SELECT name, broken, example, checked_at, broken_since FROM invariant_check"
        " ORDER BY broken_since IS NULL, name"
    )
    return [Finding(**dict(row)) for row in rows]
