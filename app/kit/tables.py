"""What the tools remember: events, answered requests, heartbeats, sessions, counters."""

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Bytea,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Unique
from piccolo.table import Table


class OutboxEvent(Table):
    """One announced event. `outbox_event_waiting` (available_at, id) serves `outbox.claim`.

    `outbox_event_dead` (id) WHERE dead_at IS NOT NULL serves the console's list and counter.
    """

    id = BigSerial(primary_key=True)
    name = Varchar(length=80)
    payload = JSONB()
    occurred_at = Timestamptz(default=None)
    available_at = Timestamptz(default=None)
    leased_until = Timestamptz(null=True, default=None)
    attempts = SmallInt(default=0)
    done_at = Timestamptz(null=True, default=None)
    dead_at = Timestamptz(null=True, default=None)
    last_error = Text(null=True, default=None)


class IdempotencyKey(Table):
    """One answered request. The unique key serves `idempotency.once`."""

    id = BigSerial(primary_key=True)
    scope = Varchar(length=160)
    key = Varchar(length=255)
    fingerprint = Bytea()
    status = SmallInt()
    body = Bytea()
    answered_at = Timestamptz(default=None)

    idempotency_key_one_answer = Unique(["scope", "key"])


class Heartbeat(Table):
    """When each worker process last finished a round; `/health/ready` reads it."""

    id = BigSerial(primary_key=True)
    worker = Varchar(length=80, unique=True)
    role = Varchar(length=20, index=True)
    beaten_at = Timestamptz(default=None)


class WebSession(Table):
    """A browser's session, keyed by the hash of its cookie; `expires_at` serves the reaper.

    `member_id` lists a member's sign-ins; an operator's session has none.
    """

    id = BigSerial(primary_key=True)
    key_hash = Bytea(unique=True)
    content = Bytea()
    expires_at = Timestamptz(default=None, index=True)
    member_id = BigInt(null=True, default=None, index=True)
    device = Varchar(length=12, null=True, default=None)
    used_at = Timestamptz(null=True, default=None)


class RateCounter(Table):
    """Attempts per key in a fixed window, shared by all processes; the unique key counts."""

    id = BigSerial(primary_key=True)
    key = Varchar(length=120)
    window_starts_at = Timestamptz(default=None)
    attempts = BigInt(default=0)

    rate_counter_one_per_window = Unique(["key", "window_starts_at"])
