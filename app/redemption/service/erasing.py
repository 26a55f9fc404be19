"""Deleting a member who is owed nothing: where things went is destroyed, the sums stay."""

from datetime import datetime

from app import members
from app.kit import db, idempotency

from .. import queries

_FORGET = """
UPDATE redemption SET account_sealed = NULL, account_masked = NULL, account_index = NULL,
       address_sealed = NULL
 WHERE member_id = $1"""


@db.atomic
async def erase_member(*, member_id: int, now: datetime) -> bool:
    """Delete a member whose deletion is due; waits while anything is owed (R28).

    False when it has to wait or was taken back. Safe to repeat. Nothing can be placed
    meanwhile: `place` waits, and then finds nobody.
    """
    await members.lock(member_id)
    if await queries.count_owed(member_id):
        await members.put_farewell_off(member_id=member_id, now=now)
        return False
    if not await members.erase(member_id=member_id, now=now):
        return False
    await db.fetch(_FORGET, member_id)
    await idempotency.forget(f"member:{member_id}:")
    return True
