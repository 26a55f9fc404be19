"""Letting a supplier be used, or stopping it."""

from app import fulfilment
from app.kit import db

from ..acting import Acting


@db.atomic
async def switch_supplier(
    *, supplier: str, is_armed: bool, reason: str, acting: Acting
) -> None:
    """Arm or disarm a configured supplier. Raises SupplierUnknown."""
    if supplier not in [one.name for one in fulfilment.gateway.configured()]:
        raise fulfilment.SupplierUnknown
    await fulfilment.switch_supplier(
        supplier=supplier, is_armed=is_armed, actor=acting.actor, reason=reason, now=acting.now
    )
    await acting.write_down(
        "supplier_armed" if is_armed else "supplier_disarmed", f"supplier:{supplier}",
        reason=reason,
    )  # fmt: skip
