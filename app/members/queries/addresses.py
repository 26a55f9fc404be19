"""The address book, as its owner reads it."""

from typing import Any

import msgspec

from app.kit import db, secrets
from app.kit.errors import NotFound

from ..schemas import AddressForm, AddressView

# Served by address_member.
_ADDRESSES = """
SELECT id, content_sealed, label, is_default FROM address
 WHERE member = $1 AND removed_at IS NULL ORDER BY is_default DESC, id DESC"""

_ADDRESS = """
SELECT id, content_sealed, label, is_default FROM address
 WHERE id = $1 AND member = $2 AND removed_at IS NULL"""


async def addresses(*, member_id: int) -> list[AddressView]:
    """List a member's addresses, the default first, then the newest."""
    return [_address(row) for row in await db.fetch(_ADDRESSES, member_id)]


async def address(*, member_id: int, address_id: int) -> AddressView:
    """Show one address of this member. Raises NotFound."""
    row = await db.fetch_one(_ADDRESS, address_id, member_id)
    if row is None:
        raise NotFound
    return _address(row)


def _address(row: Any) -> AddressView:
    plain = secrets.unseal(row["content_sealed"], purpose="address")
    form = msgspec.json.decode(plain, type=AddressForm)
    return AddressView(
        id=row["id"],
        label=row["label"],
        recipient=form.recipient,
        phone=form.phone,
        region=form.region,
        detail=form.detail,
        is_default=row["is_default"],
    )
