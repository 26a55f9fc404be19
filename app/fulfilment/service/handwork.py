"""What people do: record a waybill, settle a doubtful delivery, arm or disarm a supplier."""

from datetime import datetime

from app import redemption
from app.kit import db
from app.kit.errors import InvalidInput

from ..errors import NotShippable
from ..schemas import FulfilmentState
from .claiming import end
from .restoring import clear_restored, notice_restore


@db.atomic
async def ship(
    *, redemption_id: int, carrier: str, waybill: str, actor: str, now: datetime
) -> None:
    """Record the waybill of a shipment, which thereby counts as delivered (R19).

    Raises NotShippable when it is no shipment, was shipped already, or is owed no more.
    """
    carrier, waybill = carrier.strip(), waybill.strip()
    if not (0 < len(waybill) <= 60 and waybill.isprintable()):
        raise InvalidInput(field="waybill", reason="length")
    if not (0 < len(carrier) <= 40 and carrier.isprintable()):
        raise InvalidInput(field="carrier", reason="length")
    state = await redemption.lock(redemption_id)
    row = await db.fetch_one(
        "UPDATE fulfilment SET carrier = $2, waybill = $3 WHERE redemption_id = $1"
        " AND state = 'handwork' RETURNING id",
        redemption_id, carrier, waybill,
    )  # fmt: skip
    if row is None or not await redemption.complete(
        redemption_id=redemption_id, now=now, actor=actor, facts={"waybill": waybill}
    ):
        raise NotShippable(state=state or "unknown")
    await end(row["id"], state=FulfilmentState.DELIVERED, now=now)


@db.atomic
async def switch_supplier(
    *, supplier: str, is_armed: bool, actor: str, reason: str, now: datetime
) -> None:
    """Let a supplier be used, or stop it; what was already sent is still asked about.

    After a restore that nobody has noticed yet, everybody else is stopped first.
    """
    await notice_restore(now=now)
    await db.fetch(
        "INSERT INTO supplier_switch (supplier, is_armed, changed_by, changed_at, reason)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (supplier) DO UPDATE SET is_armed = $2,"
        " changed_by = $3, changed_at = $4, reason = $5",
        supplier, is_armed, actor, now, reason,
    )  # fmt: skip
    if is_armed:
        await clear_restored(now=now)
