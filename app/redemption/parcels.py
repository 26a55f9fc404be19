"""Where a parcel goes, for the eyes of the member who said so."""

import msgspec

from app.kit import db, secrets
from app.members import AddressView

from .queries import ADDRESS


async def sent_to(*, redemption_id: int, member_id: int) -> AddressView | None:
    """Show the address that a member's own redemption goes to; None where there is none.

    It is as it was when placed, whatever became of the address book since.
    """
    row = await db.fetch_one(
        "SELECT address_sealed FROM redemption WHERE id = $1 AND member_id = $2",
        redemption_id, member_id,
    )  # fmt: skip
    if row is None or row["address_sealed"] is None:
        return None
    opened = secrets.unseal(row["address_sealed"], purpose=ADDRESS)
    return msgspec.json.decode(opened, type=AddressView)
