"""What operators do about a delivery: ship, accept, look up an address, leave a note."""

import msgspec

from app import fulfilment, redemption
from app.kit import db
from app.kit.errors import NotFound
from app.members import AddressView
from app.redemption import State

from .acting import Acting
from .errors import NotDoubtful


@db.atomic
async def ship(*, redemption_id: int, carrier: str, waybill: str, acting: Acting) -> None:
    """Record the waybill of a shipment. Raises InvalidInput and NotShippable."""
    await fulfilment.ship(
        redemption_id=redemption_id, carrier=carrier, waybill=waybill,
        actor=acting.actor, now=acting.now,
    )  # fmt: skip
    await acting.write_down(
        "shipment", f"redemption:{redemption_id}",
        carrier=carrier.strip(), waybill=waybill.strip(),
    )  # fmt: skip


@db.atomic
async def accept(*, redemption_id: int, reason: str, acting: Acting) -> None:
    """Let a doubtful delivery count as delivered (R23). Raises NotDoubtful otherwise."""
    state = await redemption.lock(redemption_id)
    if state is None:
        raise NotFound
    if state is not State.ATTENTION:
        raise NotDoubtful(state=state)
    await redemption.complete(redemption_id=redemption_id, now=acting.now, actor=acting.actor)
    await acting.write_down("acceptance", f"redemption:{redemption_id}", reason=reason)


@db.atomic
async def note(*, redemption_id: int, text: str, acting: Acting) -> None:
    """Leave words for colleagues; members never read them. Raises NotFound."""
    await redemption.redemption(redemption_id, member_id=None)
    await acting.write_down("note", f"redemption:{redemption_id}", reason=text)


@db.atomic
async def reveal_address(*, redemption_id: int, acting: Acting) -> AddressView | None:
    """Show where a parcel goes to whoever packs it, and write down who looked (S21)."""
    going = await redemption.destination(redemption_id)
    await acting.write_down("address_shown", f"redemption:{redemption_id}")
    if going.address is None:
        return None
    return msgspec.json.decode(going.address, type=AddressView)
