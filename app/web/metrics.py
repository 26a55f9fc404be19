"""/metrics for Prometheus; paths are grouped by their template."""

import asyncio

import asyncpg
from litestar import Controller, Response, get
from litestar.plugins.prometheus import PrometheusConfig
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from app import auditing, fulfilment
from app.kit import outbox

from .guards import public

PATIENCE_SECONDS = 3.0
UNREACHABLE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

BROKEN = Gauge(
    "laurel_invariant_broken",
    "How many rows break an invariant, as the auditor last counted them; 0 is well.",
    ["name"],
)
CHECKED = Gauge(
    "laurel_invariant_checked_timestamp_seconds",
    "When the auditor last looked at the invariant that it looked at longest ago; 0 is never.",
)
DEAD = Gauge("laurel_dead_events", "Events that nobody could handle; they wait for a person.")
ALARMS = Gauge(
    "laurel_alarm",
    "1 while it lasts: a supplier is down, a balance, codes or a stock run low, a restore.",
    ["kind", "about"],
)
CASES = Gauge("laurel_open_cases", "Cases that a person has not closed yet.")


class MetricsController(Controller):
    path = "/metrics"
    guards = [public]  # noqa: RUF012 - Litestar's way.
    include_in_schema = False

    @get("/")
    async def show(self) -> Response[bytes]:
        """Tell what this process counted, and what the database knows for all of them."""
        try:
            await asyncio.wait_for(_read(), PATIENCE_SECONDS)
        except UNREACHABLE:
            BROKEN.clear()  # No figure is better than an old one.
            ALARMS.clear()
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _read() -> None:
    """Set what every process would tell alike; a scrape is rare, so it asks each time."""
    standing = await auditing.standing()
    BROKEN.clear()
    for one in standing:
        BROKEN.labels(one.name).set(one.broken)
    CHECKED.set(min((one.checked_at.timestamp() for one in standing), default=0))
    DEAD.set(await outbox.count_dead())
    CASES.set((await fulfilment.workload()).cases)
    ALARMS.clear()
    for alarm in await fulfilment.alarms():
        ALARMS.labels(alarm.kind, alarm.about).set(1)


def metrics_config() -> PrometheusConfig:
    """Count requests by route, method and status; static files are left out."""
    return PrometheusConfig(
        app_name="laurel", prefix="laurel", group_path=True, exclude=["^/static/", "^/health/"]
    )
