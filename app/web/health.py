"""/health: is this process alive, and may it be sent visitors?"""

import asyncio
from typing import Any

import asyncpg
from litestar import Controller, Response, get

from app import migrations
from app.kit import db, outbox, skew
from app.settings import ROLES

from .guards import public

FRESH_SECONDS = 60
PATIENCE_SECONDS = 3.0
# Measured by the database's clock; served by heartbeat_role. A role is as fresh as the stalest
# job ("role.job@host:pid") of its freshest process: one job that beats must not hide another.
_BEATS = """
SELECT role, clock_timestamp() - max(stalest) < make_interval(secs => $1) AS is_fresh
  FROM (SELECT role, min(beaten_at) AS stalest FROM heartbeat
         GROUP BY role, split_part(worker, '@', 2)) AS processes GROUP BY role"""


class HealthController(Controller):
    path = "/health"
    guards = [public]  # noqa: RUF012 - Litestar's way.
    include_in_schema = False

    @get("/live")
    async def live(self) -> dict[str, str]:
        return {"status": "alive"}

    @get("/ready")
    async def ready(self) -> Response[dict[str, Any]]:
        try:
            checks = await asyncio.wait_for(_checks(), PATIENCE_SECONDS)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            checks = {"database": "unreachable"}
        is_ready = all(
            one == "ok" for one in (*checks.values(), *checks.get("workers", {}).values())
            if isinstance(one, str)
        )  # fmt: skip
        told = {"status": "ready" if is_ready else "not_ready", "checks": checks}
        return Response(told, status_code=200 if is_ready else 503)


async def _checks() -> dict[str, Any]:
    waiting = await migrations.pending()
    if waiting:
        return {"database": "ok", "migrations": "pending"}
    beats = {row["role"]: row["is_fresh"] for row in await db.fetch(_BEATS, FRESH_SECONDS)}
    workers = {role: _beat(beats.get(role)) for role in ROLES}
    clock = "skewed" if await skew.is_too_much() else "ok"
    return {
        "database": "ok", "clock": clock, "migrations": "ok", "workers": workers,
        "dead_events": await outbox.count_dead(),  # Told, but visitors are served all the same.
    }  # fmt: skip


def _beat(is_fresh: bool | None) -> str:
    return "missing" if is_fresh is None else "ok" if is_fresh else "stale"
