"""The account a member used last: offered masked, so that a repeat needs no typing."""

from datetime import datetime

import msgspec

from app.kit import db, secrets

from . import policy
from .errors import AccountInvalid
from .queries import ACCOUNT

LOOKED_AT = 10  # The newest with an account; who changes it more often types it again.

# All served by redemption_member_id_id and the primary key; erasing a member empties them.
_PAST = """
SELECT taken, tapped_at, id, product_id, account_sealed, account_masked
  FROM (SELECT coalesce(sum(quantity), 0)::int AS taken,
               max(placed_at) FILTER (WHERE is_express) AS tapped_at FROM redemption
         WHERE member_id = $1 AND product_id = $2
           AND state <> ALL($4::text[])) AS had
  LEFT JOIN (SELECT id, product_id, account_sealed, account_masked FROM redemption
              WHERE member_id = $1 AND account_sealed IS NOT NULL
              ORDER BY id DESC LIMIT $3) AS newest ON true
 ORDER BY id DESC"""
_ONE = "SELECT product_id, account_sealed FROM redemption WHERE id = $1 AND member_id = $2"


class LastAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account by the redemption that it was used for; the whole of it stays sealed."""

    redemption_id: int
    masked: str


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What a member has had of a product, as its limit counts, and the account of last time.

    `tapped_at` is when one tap last redeemed it.
    """

    taken: int = 0
    tapped_at: datetime | None = None
    last: LastAccount | None = None


async def last_account(*, member_id: int, product_id: int, kind: str) -> LastAccount | None:
    """Offer the account that this member used last for what needs this kind of one.

    A number or an address is good for every product of its kind; another account only for
    the product that it was given for. None when there is no such.
    """
    if kind == "none":
        return None
    return (await past(member_id=member_id, product_id=product_id, kind=kind)).last


async def past(*, member_id: int, product_id: int, kind: str) -> Past:
    """Count what a member has had of a product, and offer the account as `last_account` does.

    One statement; `kind` "none" looks for no account.
    """
    looked_at = 0 if kind == "none" else LOOKED_AT
    rows = await db.fetch(_PAST, member_id, product_id, looked_at, policy.GIVEN_BACK)
    for row in rows:
        is_good = _is_good(kind, row["product_id"], product_id)
        if row["id"] is not None and is_good and _is_of(kind, row["account_sealed"]):
            last = LastAccount(redemption_id=row["id"], masked=row["account_masked"])
            return Past(taken=row["taken"], tapped_at=row["tapped_at"], last=last)
    return Past(taken=rows[0]["taken"], tapped_at=rows[0]["tapped_at"])


async def account_of(
    redemption_id: int, *, member_id: int, product_id: int, kind: str | None
) -> str | None:
    """Open the seal of an account that this member used before.

    None for another member's, and for one that `last_account` would not offer.
    """
    row = await db.fetch_one(_ONE, redemption_id, member_id)
    if row is None or not _is_good(kind, row["product_id"], product_id):
        return None
    sealed = row["account_sealed"]
    return secrets.unseal(sealed, purpose=ACCOUNT) if sealed else None


def _is_good(kind: str | None, given_for: int, product_id: int) -> bool:
    """A number or an address is good everywhere, another account only where it was given."""
    return kind != "account" or given_for == product_id


def _is_of(kind: str, sealed: bytes) -> bool:
    try:
        policy.checked_account(secrets.unseal(sealed, purpose=ACCOUNT), kind)
    except AccountInvalid:
        return False
    return True
