"""Forgets what has no more use. Idempotency keys stay: a late repeat must find its answer."""

from datetime import datetime, timedelta

from app.kit import db

MOST_AT_ONCE = 1000

# Per table: what is old, and how long it is kept beyond that. No throttle counts over more
# than a day; a worker that was silent for a day is gone.
_OLD = {
    "web_session": ("expires_at", timedelta()),
    "rate_counter": ("window_starts_at", timedelta(days=2)),
    "outbox_event": ("done_at", timedelta(days=30)),
    "quote": ("expires_at", timedelta(days=30)),
    "heartbeat": ("beaten_at", timedelta(days=1)),
}


async def prune(now: datetime) -> int:
    """Delete some of what is old; returns how many rows, so that it goes on until none is."""
    deleted = 0
    for table, (column, kept) in _OLD.items():
        sql = f"""
WITH old AS MATERIALIZED (
    SELECT id FROM {table} WHERE {column} < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
DELETE FROM {table} gone USING old WHERE gone.id = old.id RETURNING gone.id"""  # noqa: S608
        deleted += len(await db.fetch(sql, now - kept, MOST_AT_ONCE))
    return deleted
