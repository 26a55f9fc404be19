"""Deleting a member: what names a person is destroyed, what counts points stays."""

from datetime import datetime

from app.kit import db, outbox

from ..errors import MemberDisabled
from ..events import MemberErased
from ..schemas import ERASED
from .tokens import revoke_all

_DUE = """
SELECT id FROM farewell
 WHERE member = $1 AND due_at <= $2 AND withdrawn_at IS NULL AND done_at IS NULL FOR UPDATE"""

_LOOKED = """
UPDATE farewell SET looked_at = $2
 WHERE member = $1 AND withdrawn_at IS NULL AND done_at IS NULL"""

_SHRED_MEMBER = """
UPDATE member SET nickname = $2, phone_sealed = NULL, phone_masked = NULL,
       is_personalised = false, goal_product_id = NULL, is_express = false,
       is_disabled = true
 WHERE id = $1"""

_SHRED_ADDRESSES = """
UPDATE address SET content_sealed = ''::bytea, label = '', removed_at = coalesce(removed_at, $2)
 WHERE member = $1"""


async def lock(member_id: int) -> None:
    """Keep everyone else from beginning anything for this member until the transaction ends.

    Waits for what has begun: `member_is_gone` holds the row that this takes.
    """
    await db.fetch("SELECT id FROM member WHERE id = $1 FOR UPDATE", member_id)


async def require_living(member_id: int) -> None:
    """Keep a member from being deleted until the transaction ends. Raises MemberDisabled."""
    if await is_gone(member_id):
        raise MemberDisabled


async def is_gone(member_id: int) -> bool:
    """Tell whether a member is deleted or disabled; waits for a deletion, and it for this."""
    row = await db.fetch_one("SELECT member_is_gone($1) AS is_gone", member_id)
    assert row is not None
    return bool(row["is_gone"])


async def put_farewell_off(*, member_id: int, now: datetime) -> None:
    """Note that a deletion has to wait, since something is still owed. Safe to repeat."""
    await db.fetch(_LOOKED, member_id, now)


@db.atomic
async def erase(*, member_id: int, now: datetime) -> bool:
    """Shred who the member was: phone, name, identities, addresses, every sign-in.

    The number stays, as a surrogate: the ledger and all that was redeemed go on adding up.
    False when the deletion is not due or was taken back. The caller knows that nothing is owed.
    """
    if await db.fetch_one(_DUE, member_id, now) is None:
        return False
    await revoke_all(member_id=member_id, because="erased", now=now)
    await db.fetch(_SHRED_MEMBER, member_id, ERASED)
    await db.fetch(_SHRED_ADDRESSES, member_id, now)
    await db.fetch("DELETE FROM identity WHERE member = $1", member_id)
    await db.fetch(
        "UPDATE farewell SET done_at = $2 WHERE member = $1 AND withdrawn_at IS NULL"
        " AND done_at IS NULL",
        member_id, now,
    )  # fmt: skip
    await outbox.announce(MemberErased(member_id, now), now=now)
    return True
