"""When each worker last finished a round well; `/health/ready` reads it by role."""

import os
import socket

from app.kit import db

EVERY_SECONDS = 5.0

# Measured by the database's clock, like everything that is compared between machines.
_BEAT = """
INSERT INTO heartbeat (worker, role, beaten_at) VALUES ($1, $2, clock_timestamp())
ON CONFLICT (worker) DO UPDATE SET beaten_at = excluded.beaten_at"""

_FORGET = "DELETE FROM heartbeat WHERE worker = ANY($1::text[])"


def worker(role: str, job: str) -> str:
    """Name this process's share of a role: relay.deliver@host:4711."""
    return f"{role}.{job}@{socket.gethostname()[:24]}:{os.getpid()}"


async def beat(name: str, role: str) -> None:
    """Note that this worker is well."""
    await db.fetch(_BEAT, name, role)


async def forget(names: list[str]) -> None:
    """Strike workers that leave in order; one that was killed goes stale instead."""
    await db.fetch(_FORGET, names)
