"""The address book. What a member wrote is sealed; the label is masked."""

from datetime import datetime

import msgspec

from app.kit import db, secrets
from app.kit.errors import NotFound

from .. import policy, queries
from ..errors import TooManyAddresses
from ..schemas import AddressForm, AddressView

# The member's row is the lock of its address book; foreign keys still pass it.
_LOCK = "SELECT id FROM member WHERE id = $1 AND NOT is_disabled FOR NO KEY UPDATE"

_COUNT = "SELECT count(*) AS kept FROM address WHERE member = $1 AND removed_at IS NULL"

_NO_DEFAULT = """
UPDATE address SET is_default = false
 WHERE member = $1 AND is_default AND removed_at IS NULL"""

_ADD = """
INSERT INTO address (member, content_sealed, label, is_default, created_at)
VALUES ($1, $2, $3, $4, $5) RETURNING id"""

# The default one stays so until another becomes it.
_CHANGE = """
UPDATE address SET content_sealed = $3, label = $4, is_default = is_default OR $5
 WHERE id = $1 AND member = $2 AND removed_at IS NULL RETURNING id"""

_PREFER = """
UPDATE address SET is_default = true
 WHERE id = $1 AND member = $2 AND removed_at IS NULL RETURNING id"""

_REMOVE = """
UPDATE address SET removed_at = $3, is_default = false, content_sealed = '', label = ''
 WHERE id = $1 AND member = $2 AND removed_at IS NULL RETURNING id"""


@db.atomic
async def add_address(*, member_id: int, form: AddressForm, now: datetime) -> AddressView:
    """Add an address; the first one, or one marked so, becomes the default.

    Raises InvalidInput for its phone, and TooManyAddresses.
    """
    kept = await _lock(member_id)
    if kept >= policy.MOST_ADDRESSES:
        raise TooManyAddresses(most=policy.MOST_ADDRESSES)
    form = policy.address(form, is_first=kept == 0)
    if form.is_default:
        await db.fetch(_NO_DEFAULT, member_id)
    sealed = secrets.seal(msgspec.json.encode(form).decode(), purpose="address")
    row = await db.fetch_one(_ADD, member_id, sealed, policy.label(form), form.is_default, now)
    assert row is not None
    return await queries.address(member_id=member_id, address_id=row["id"])


@db.atomic
async def change_address(*, member_id: int, address_id: int, form: AddressForm) -> AddressView:
    """Write an address anew; marked so, it becomes the default. Safe to repeat.

    Raises NotFound, and InvalidInput for its phone.
    """
    await _lock(member_id)
    form = policy.address(form, is_first=False)
    if form.is_default:
        await db.fetch(_NO_DEFAULT, member_id)
    sealed = secrets.seal(msgspec.json.encode(form).decode(), purpose="address")
    told = (address_id, member_id, sealed, policy.label(form), form.is_default)
    if await db.fetch_one(_CHANGE, *told) is None:
        raise NotFound
    return await queries.address(member_id=member_id, address_id=address_id)


@db.atomic
async def prefer_address(*, member_id: int, address_id: int) -> None:
    """Make an address the default, in place of the one before. Safe to repeat.

    Raises NotFound; the one before then stays.
    """
    await _lock(member_id)
    await db.fetch(_NO_DEFAULT, member_id)
    if await db.fetch_one(_PREFER, address_id, member_id) is None:
        raise NotFound


async def remove_address(*, member_id: int, address_id: int, now: datetime) -> None:
    """Remove an address and shred what it held. Raises NotFound, also the second time."""
    if await db.fetch_one(_REMOVE, address_id, member_id, now) is None:
        raise NotFound


async def _lock(member_id: int) -> int:
    """Lock the address book, then count it: a count taken before the wait would be stale."""
    if await db.fetch_one(_LOCK, member_id) is None:
        raise NotFound
    row = await db.fetch_one(_COUNT, member_id)
    assert row is not None
    return int(row["kept"])
