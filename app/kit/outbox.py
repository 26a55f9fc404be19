"""Events that leave a room: announced in the verb's transaction, delivered at least once."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from app.kit import db
from app.kit.errors import NotFound

LEASE_SECONDS = 60
MOST_ATTEMPTS = 12
CHANNEL = "laurel_outbox"

_ANNOUNCE = """
INSERT INTO outbox_event (name, payload, occurred_at, available_at)
VALUES ($1, $2::jsonb, $3, $4)"""

# Served by the partial index outbox_event_waiting (available_at, id).
_CLAIM = """
WITH waiting AS MATERIALIZED (
    SELECT id FROM outbox_event
     WHERE done_at IS NULL AND dead_at IS NULL AND available_at <= $1
       AND (leased_until IS NULL OR leased_until < $1)
     ORDER BY available_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
UPDATE outbox_event e SET leased_until = $1::timestamptz + make_interval(secs => $3),
       attempts = attempts + 1
  FROM waiting WHERE e.id = waiting.id
RETURNING e.id, name, payload, occurred_at, attempts"""

_FAIL = """
UPDATE outbox_event SET leased_until = NULL, last_error = $3, available_at = $2::timestamptz,
       dead_at = CASE WHEN attempts >= $4 THEN $5::timestamptz END
 WHERE id = $1 AND done_at IS NULL"""


# Served by the partial index outbox_event_dead (id).
_DEAD = """
SELECT id, name, occurred_at, dead_at, last_error FROM outbox_event
 WHERE dead_at IS NOT NULL ORDER BY id LIMIT $1"""

_REPLAY = """
UPDATE outbox_event SET dead_at = NULL, attempts = 0, leased_until = NULL, available_at = $2
 WHERE id = $1 AND dead_at IS NOT NULL RETURNING name"""


class DeadLetter(msgspec.Struct, frozen=True):
    """An event that nobody could handle; it waits for a person."""

    id: int
    name: str
    occurred_at: datetime
    dead_at: datetime
    last_error: str | None


class Delivery(msgspec.Struct, frozen=True):
    """One leased event, its payload still encoded."""

    id: int
    name: str
    payload: bytes
    occurred_at: datetime
    attempts: int


async def announce(
    event: msgspec.Struct, *, now: datetime, not_before: datetime | None = None
) -> None:
    """Store `event` in the open transaction and wake the relay when it commits.

    Nobody hears of it before `not_before`.
    """
    payload = msgspec.json.encode(event).decode()
    await db.fetch(_ANNOUNCE, type(event).__name__, payload, now, not_before or now)


async def claim(*, now: datetime, most: int = 50) -> list[Delivery]:
    """Lease up to `most` waiting events for a minute, oldest first."""
    rows = await db.fetch(_CLAIM, now, most, float(LEASE_SECONDS))
    return sorted((_delivery(row) for row in rows), key=lambda one: one.id)


async def done(ids: list[int], *, now: datetime) -> None:
    """Close delivered events. Safe to repeat."""
    await db.fetch(
        "UPDATE outbox_event SET done_at = $2 WHERE id = ANY($1::bigint[])", ids, now
    )


async def fail(delivery: Delivery, reason: str, *, now: datetime) -> None:
    """Put an event back with a growing pause; after twelve attempts it is a dead letter."""
    pause = timedelta(seconds=min(2**delivery.attempts, 3600))
    await db.fetch(_FAIL, delivery.id, now + pause, reason[:500], MOST_ATTEMPTS, now)


async def count_dead() -> int:
    """Count the events that nobody could handle."""
    row = await db.fetch_one("SELECT count(*) AS n FROM outbox_event WHERE dead_at IS NOT NULL")
    return int(row["n"]) if row else 0


async def dead(*, most: int = 100) -> list[DeadLetter]:
    """List the events that nobody could handle, oldest first."""
    return [DeadLetter(*row) for row in await db.fetch(_DEAD, most)]


async def replay(event_id: int, *, now: datetime) -> str:
    """Hand a dead letter out again, with all its attempts; returns its name.

    Raises NotFound when it is not dead: somebody else was faster. Safe to repeat, since
    every listener is.
    """
    row = await db.fetch_one(_REPLAY, event_id, now)
    if row is None:
        raise NotFound
    return str(row["name"])


def _delivery(row: Any) -> Delivery:
    return Delivery(
        row["id"], row["name"], row["payload"].encode(), row["occurred_at"], row["attempts"]
    )
