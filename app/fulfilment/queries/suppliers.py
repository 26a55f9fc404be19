"""How suppliers do, and what they told us."""

from datetime import datetime
from typing import Any

from app.kit import db

from .. import gateway
from ..schemas import SupplierHealth, WaitingCallback

# Served by supplier_callback_waiting. Those that speak of nothing known stand behind the rest,
# so that a flood of them holds up nobody.
_WAITING = """
SELECT c.id, c.supplier, c.reference, c.received_at FROM supplier_callback c
  LEFT JOIN attempt a ON a.reference = c.reference AND a.supplier = c.supplier
 WHERE c.applied_at IS NULL ORDER BY a.id IS NULL, c.id LIMIT $1"""

# Served by attempt_recent.
_HEALTH = """
SELECT supplier, count(*) AS attempts, count(*) FILTER (WHERE state = 'delivered') AS delivered,
       count(*) FILTER (WHERE state = 'failed') AS failed,
       count(*) FILTER (WHERE state IN ('sent', 'unknown')) AS unsettled,
       extract(epoch FROM percentile_disc(0.95) WITHIN GROUP (ORDER BY settled_at - sent_at)
               FILTER (WHERE state = 'delivered'))::int AS p95_seconds
  FROM attempt WHERE prepared_at >= $1 GROUP BY supplier"""


async def waiting_callbacks(*, most: int) -> list[WaitingCallback]:
    """List stored callbacks that nothing came of yet, those about known attempts first."""
    return [
        WaitingCallback(row["id"], row["supplier"], row["reference"] or "", row["received_at"])
        for row in await db.fetch(_WAITING, most)
    ]


async def disarmed_suppliers() -> frozenset[str]:
    rows = await db.fetch("SELECT supplier FROM supplier_switch WHERE NOT is_armed")
    return frozenset(row["supplier"] for row in rows)


async def health(*, since: datetime) -> list[SupplierHealth]:
    """Show how every configured supplier has done since an instant."""
    rows = {row["supplier"]: row for row in await db.fetch(_HEALTH, since)}
    disarmed = await disarmed_suppliers()
    return [
        _health(config.name, config.adapter, config.priority, len(config.offers),
                config.name not in disarmed, rows.get(config.name))
        for config in gateway.configured()
    ]  # fmt: skip


def _health(
    name: str, adapter: str, priority: int, products: int, is_armed: bool, row: Any
) -> SupplierHealth:
    settled = row["delivered"] + row["failed"] if row else 0
    return SupplierHealth(
        name=name, adapter=adapter, priority=priority, products=products, is_armed=is_armed,
        attempts=row["attempts"] if row else 0, delivered=row["delivered"] if row else 0,
        failed=row["failed"] if row else 0, unsettled=row["unsettled"] if row else 0,
        success_bps=row["delivered"] * 10_000 // settled if settled else None,
        p95_seconds=row["p95_seconds"] if row else None,
    )  # fmt: skip
