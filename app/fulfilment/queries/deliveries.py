"""How a redemption is being delivered, for its member's eyes."""

from app import redemption
from app.kit import db

from ..schemas import DeliveryView, FulfilmentState, Tracking

_DELIVERY = """
SELECT f.*, (SELECT count(*) FROM card_code c WHERE c.fulfilment = f.id) AS codes,
       (SELECT min(expires_on) FROM card_code c WHERE c.fulfilment = f.id) AS codes_until,
       (SELECT max(revealed_at) FROM code_reveal v WHERE v.fulfilment = f.id) AS revealed_at
  FROM fulfilment f WHERE f.redemption_id = $1"""


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
        waybill=row["waybill"], codes=row["codes"], codes_until=row["codes_until"],
        revealed_at=row["revealed_at"],
        slot_id=owed.slot_id,
    )  # fmt: skip
    return Tracking(redemption=owed, delivery=shown)
