"""How suppliers do, and what they told us."""

from datetime import datetime
from typing import Any

from app.kit import db
from suppliers import SupplierConfig

from .. import gateway
from ..schemas import CircuitState, SupplierHealth, SupplierSwitched, WaitingCallback

# Served by supplier_callback_waiting. Those that speak of nothing known stand behind the rest,
# so that a flood of them holds up nobody.
_WAITING = """
SELECT c.id, c.supplier, c.reference, c.received_at FROM supplier_callback c
  LEFT JOIN attempt a ON a.reference = c.reference AND a.supplier = c.supplier
 WHERE c.applied_at IS NULL ORDER BY a.id IS NULL, c.id LIMIT $1"""

# One row for each name: what it did since $2 (attempt_recent), what is open (attempt_open),
# who switched it, its circuit, and what it said that we have left.
_HEALTH = """
SELECT s.name, h.*, coalesce(w.is_armed, true) AS is_armed, w.changed_by, w.changed_at,
       w.reason, coalesce(c.state, 'closed') AS circuit, c.retry_at, c.fault_at, c.fault_words,
       b.balance_fen, b.told_at,
       (SELECT count(*) FROM attempt a WHERE a.supplier = s.name
           AND a.state IN ('sent', 'unknown')) AS unsettled
  FROM unnest($1::text[]) WITH ORDINALITY AS s(name, place)
  LEFT JOIN supplier_switch w ON w.supplier = s.name
  LEFT JOIN supplier_circuit c ON c.supplier = s.name
  LEFT JOIN supplier_balance b ON b.supplier = s.name
 CROSS JOIN LATERAL (
       SELECT count(*) AS attempts, count(*) FILTER (WHERE state = 'delivered') AS delivered,
              count(*) FILTER (WHERE state = 'failed') AS failed,
              extract(epoch FROM percentile_disc(0.95)
                      WITHIN GROUP (ORDER BY settled_at - sent_at)
                      FILTER (WHERE state = 'delivered'))::int AS p95_seconds
         FROM attempt WHERE supplier = s.name AND prepared_at >= $2) AS h
 ORDER BY s.place"""


async def waiting_callbacks(*, most: int) -> list[WaitingCallback]:
    """List stored callbacks that nothing came of yet, those about known attempts first."""
    return [
        WaitingCallback(row["id"], row["supplier"], row["reference"] or "", row["received_at"])
        for row in await db.fetch(_WAITING, most)
    ]


async def health(*, since: datetime) -> list[SupplierHealth]:
    """Show how every configured supplier has done since an instant, and how it stands."""
    configs = {config.name: config for config in gateway.configured()}
    rows = await db.fetch(_HEALTH, list(configs), since)
    return [_health(configs[row["name"]], row) for row in rows]


async def switch(name: str) -> SupplierSwitched | None:
    """Show who last switched a supplier, or our own codes; None when nobody ever has."""
    row = await db.fetch_one("SELECT * FROM supplier_switch WHERE supplier = $1", name)
    return _switched(row) if row else None


def _health(config: SupplierConfig, row: Any) -> SupplierHealth:
    settled = row["delivered"] + row["failed"]
    return SupplierHealth(
        name=config.name, adapter=config.adapter, priority=config.priority,
        products=len(config.offers), is_armed=row["is_armed"], attempts=row["attempts"],
        delivered=row["delivered"], failed=row["failed"], unsettled=row["unsettled"],
        success_bps=row["delivered"] * 10_000 // settled if settled else None,
        p95_seconds=row["p95_seconds"], circuit=CircuitState(row["circuit"]),
        retry_at=row["retry_at"], fault_at=row["fault_at"], fault_words=row["fault_words"],
        balance_fen=row["balance_fen"], balance_at=row["told_at"],
        balance_alarm_fen=config.balance_alarm_fen,
        switched=_switched(row) if row["changed_at"] else None,
    )  # fmt: skip


def _switched(row: Any) -> SupplierSwitched:
    return SupplierSwitched(
        is_armed=row["is_armed"], by=row["changed_by"], at=row["changed_at"],
        reason=row["reason"],
    )  # fmt: skip
