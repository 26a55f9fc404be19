"""The account a member used last: offered masked, so that a repeat needs no typing."""

import msgspec

from app.kit import db, secrets

from . import policy
from .errors import AccountInvalid
from .queries import ACCOUNT

LOOKED_AT = 10  # The newest with an account; who changes it more often types it again.

# Both served by redemption_member_id_id and the primary key; erasing a member empties them.
_LATEST = """
SELECT id, product_id, account_sealed, account_masked FROM redemption
 WHERE member_id = $1 AND account_sealed IS NOT NULL ORDER BY id DESC LIMIT $2"""
_ONE = "SELECT account_sealed FROM redemption WHERE id = $1 AND member_id = $2"


class LastAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account by the redemption that it was used for; the whole of it stays sealed."""

    redemption_id: int
    masked: str


async def last_account(*, member_id: int, product_id: int, kind: str) -> LastAccount | None:
    """Offer the account that this member used last for what needs this kind of one.

    A number or an address is good for every product of its kind; another account only for
    the product that it was given for. None when there is no such.
    """
    if kind == "none":
        return None
    for row in await db.fetch(_LATEST, member_id, LOOKED_AT):
        if row["product_id"] == product_id or (
            kind != "account" and _is_of(kind, row["account_sealed"])
        ):
            return LastAccount(redemption_id=row["id"], masked=row["account_masked"])
    return None


async def account_of(redemption_id: int, *, member_id: int) -> str | None:
    """Open the seal of an account that this member used before; None for another's."""
    row = await db.fetch_one(_ONE, redemption_id, member_id)
    sealed = row and row["account_sealed"]
    return secrets.unseal(sealed, purpose=ACCOUNT) if sealed else None


def _is_of(kind: str, sealed: bytes) -> bool:
    try:
        policy.checked_account(secrets.unseal(sealed, purpose=ACCOUNT), kind)
    except AccountInvalid:
        return False
    return True
