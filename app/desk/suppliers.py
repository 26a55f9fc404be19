"""Letting suppliers be used, or stopping them."""

from app import fulfilment
from app.kit import db

from .acting import Acting


@db.atomic
async def switch_supplier(
    *, supplier: str, is_armed: bool, reason: str, acting: Acting
) -> None:
    """Arm or disarm a configured supplier, or our own codes. Raises SupplierUnknown."""
    if supplier != fulfilment.OWN_CODES:
        _known(supplier)
    await fulfilment.switch_supplier(
        supplier=supplier, is_armed=is_armed, actor=acting.actor, reason=reason, now=acting.now
    )
    await acting.write_down(
        "supplier_armed" if is_armed else "supplier_disarmed", f"supplier:{supplier}",
        reason=reason,
    )  # fmt: skip


@db.atomic
async def close_circuit(*, supplier: str, reason: str, acting: Acting) -> None:
    """Try a supplier again at once. Raises SupplierUnknown; repeating it changes nothing."""
    _known(supplier)
    if await fulfilment.close_circuit(supplier=supplier, now=acting.now):
        await acting.write_down("circuit_closed", f"supplier:{supplier}", reason=reason)


@db.atomic
async def disarm_all(*, reason: str, acting: Acting) -> None:
    """Stop every supplier and the selling of our own codes, written down for each."""
    stopped = await fulfilment.disarm_all(actor=acting.actor, reason=reason, now=acting.now)
    for supplier in stopped:
        await acting.write_down("supplier_disarmed", f"supplier:{supplier}", reason=reason)


def _known(supplier: str) -> None:
    if supplier not in [one.name for one in fulfilment.gateway.configured()]:
        raise fulfilment.SupplierUnknown
