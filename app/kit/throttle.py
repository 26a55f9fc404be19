"""Limits that protect value, counted in the database so that all processes share them."""

from datetime import UTC, datetime

from app.kit import db
from app.kit.errors import MallError

_COUNT = """
INSERT INTO rate_counter (key, window_starts_at, attempts) VALUES ($1, $2, 1)
ON CONFLICT (key, window_starts_at) DO UPDATE SET attempts = rate_counter.attempts + 1
RETURNING attempts"""


class TooManyRequests(MallError):
    """`facts` hold `retry_after` in seconds."""

    status = 429
    code = "too_many_requests"


async def throttle(*, key: str, most: int, window_seconds: int, now: datetime) -> int:
    """Count one attempt under `key` and return how many are left of `most` in this window.

    Raises TooManyRequests when it was one too many. `key` must hold no personal data (use a
    fingerprint's hex). Call it outside the verb's transaction: an attempt that is refused
    must stay counted.
    """
    db.refuse_inside_transaction()
    start = int(now.timestamp()) // window_seconds * window_seconds
    row = await db.fetch_one(_COUNT, key, datetime.fromtimestamp(start, UTC))
    assert row is not None
    if row["attempts"] > most:
        raise TooManyRequests(retry_after=start + window_seconds - int(now.timestamp()) + 1)
    return most - int(row["attempts"])


async def forgive(key: str) -> None:
    """Forget what was counted under `key`: who counts failures only has seen a success."""
    await db.fetch("DELETE FROM rate_counter WHERE key = $1", key)
