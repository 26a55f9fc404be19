"""What is the case with deliveries now? Reads; returns schemas."""

from datetime import datetime
from typing import Any

import msgspec

from app import redemption
from app.kit import db, paging
from app.kit.errors import NotFound

from . import gateway
from .policy import Tried
from .schemas import (
    AttemptState,
    AttemptView,
    CaseKind,
    CaseView,
    DeliveryView,
    Failure,
    FulfilmentState,
    SupplierHealth,
    Tracking,
    WaitingCallback,
    Workload,
)

_DELIVERY = """
SELECT f.*, (SELECT count(*) FROM card_code c WHERE c.fulfilment = f.id) AS codes,
       (SELECT max(revealed_at) FROM code_reveal v WHERE v.fulfilment = f.id) AS revealed_at
  FROM fulfilment f WHERE f.redemption_id = $1"""

_ATTEMPTS = """
SELECT a.*, f.redemption_id FROM attempt a JOIN fulfilment f ON f.id = a.fulfilment"""

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


async def track(*, redemption_id: int, member_id: int | None) -> Tracking:
    """Show a redemption with its delivery to its owner; None is for operators and machines.

    Raises NotFound, the same for another member's and for none at all.
    """
    owed = await redemption.redemption(redemption_id, member_id=member_id)
    row = await db.fetch_one(_DELIVERY, redemption_id)
    if row is None:
        return Tracking(
            redemption=owed, delivery=DeliveryView(kind=owed.delivery, slot_id=owed.slot_id)
        )
    shown = DeliveryView(
        kind=row["delivery"], state=FulfilmentState(row["state"]), carrier=row["carrier"],
        waybill=row["waybill"], codes=row["codes"], revealed_at=row["revealed_at"],
        slot_id=owed.slot_id,
    )  # fmt: skip
    return Tracking(redemption=owed, delivery=shown)


async def attempts(*, redemption_id: int) -> tuple[AttemptView, ...]:
    """List every submission for a redemption, oldest first."""
    rows = await db.fetch(
        _ATTEMPTS + " WHERE f.redemption_id = $1 ORDER BY a.id", redemption_id
    )
    return tuple(_attempt(row) for row in rows)


async def live_attempt(*, redemption_id: int) -> AttemptView | None:
    """Show the attempt that is not settled yet, if there is one."""
    found = await attempts(redemption_id=redemption_id)
    return next((one for one in found if one.is_unsettled), None)


async def attempt_by_reference(supplier: str, reference: str) -> AttemptView | None:
    row = await db.fetch_one(
        _ATTEMPTS + " WHERE a.supplier = $1 AND a.reference = $2", supplier, reference
    )
    return _attempt(row) if row else None


async def failures(fulfilment_id: int) -> list[Tried]:
    """List failed attempts as routing sees them."""
    rows = await db.fetch(
        "SELECT supplier, failure, settled_at FROM attempt"
        " WHERE fulfilment = $1 AND state = 'failed'",
        fulfilment_id,
    )
    return [Tried(row["supplier"], Failure(row["failure"]), row["settled_at"]) for row in rows]


async def waiting_callbacks(*, most: int) -> list[WaitingCallback]:
    """List stored callbacks that nothing came of yet, those about known attempts first."""
    return [
        WaitingCallback(row["id"], row["supplier"], row["reference"] or "", row["received_at"])
        for row in await db.fetch(_WAITING, most)
    ]


async def disarmed_suppliers() -> frozenset[str]:
    rows = await db.fetch("SELECT supplier FROM supplier_switch WHERE NOT is_armed")
    return frozenset(row["supplier"] for row in rows)


async def cases(
    *, is_open: bool = True, redemption_id: int | None = None, cursor: str | None = None,
    limit: int | None = None,
) -> paging.Page[CaseView]:  # fmt: skip
    """List cases, newest first."""
    size = paging.size(limit)
    rows = await db.fetch(
        "SELECT * FROM case_file WHERE id < $1 AND ($2::bool IS NOT TRUE OR closed_at IS NULL)"
        " AND ($3::bigint IS NULL OR redemption_id = $3) ORDER BY id DESC LIMIT $4",
        paging.decode(cursor), is_open, redemption_id, size + 1,
    )  # fmt: skip
    shown = [_case(row) for row in rows[:size]]
    return paging.Page(shown, paging.encode(shown[-1].id) if len(rows) > size else None)


async def workload() -> Workload:
    """Count what waits for a person."""
    row = await db.fetch_one(
        "SELECT (SELECT count(*) FROM case_file WHERE closed_at IS NULL) AS cases,"
        " (SELECT count(*) FROM fulfilment WHERE state = 'handwork') AS waybills"
    )
    assert row is not None
    return Workload(cases=row["cases"], waybills=row["waybills"])


async def case(case_id: int) -> CaseView:
    """Show one case. Raises NotFound."""
    row = await db.fetch_one("SELECT * FROM case_file WHERE id = $1", case_id)
    if row is None:
        raise NotFound
    return _case(row)


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


def _attempt(row: Any) -> AttemptView:
    return AttemptView(
        id=row["id"], fulfilment_id=row["fulfilment"], redemption_id=row["redemption_id"],
        number=row["number"], supplier=row["supplier"], sku=row["sku"],
        reference=row["reference"], state=AttemptState(row["state"]),
        remote_no=row["remote_no"], cost_fen=row["cost_fen"],
        failure=row["failure"] and Failure(row["failure"]), detail=row["detail"],
        queries=row["queries"], misses=row["misses"], sent_at=row["sent_at"],
        queried_at=row["queried_at"], settled_at=row["settled_at"],
    )  # fmt: skip


def _case(row: Any) -> CaseView:
    return CaseView(
        id=row["id"], kind=CaseKind(row["kind"]), redemption_id=row["redemption_id"],
        attempt_id=row["attempt"],
        facts=msgspec.json.decode(row["facts"] or "{}", type=dict[str, str | int]),
        opened_at=row["opened_at"], owner=row["owner"], closed_at=row["closed_at"],
        closed_by=row["closed_by"], resolution=row["resolution"],
    )  # fmt: skip
