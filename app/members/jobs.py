"""What the clock asks of members."""

from datetime import datetime, timedelta

from app.kit import db

KEPT = timedelta(days=1)  # Longer than any limit counts unused codes.

_FORGET = """
DELETE FROM phone_code WHERE id IN (
    SELECT id FROM phone_code WHERE expires_at < $1 ORDER BY id LIMIT 1000)
RETURNING id"""


async def forget_codes(*, now: datetime) -> int:
    """Delete one-time codes that ended a day ago; returns how many. Safe to repeat."""
    return len(await db.fetch(_FORGET, now - KEPT))
