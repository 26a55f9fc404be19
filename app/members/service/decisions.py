"""What members decide about themselves: purposes, a dream, and whether to leave."""

from datetime import datetime

from app.kit import db
from app.kit.errors import NotFound

from .. import policy, queries
from ..errors import PhoneCodeInvalid, WechatCodeInvalid
from ..schemas import CodeSent, FarewellView, Purpose
from .codes import request_code, use_code
from .sign_in import ask_wechat

# The row lock on the member makes two decisions at once follow one another.
_LOCK = "SELECT is_personalised FROM member WHERE id = $1 AND NOT is_disabled FOR UPDATE"

_LAST = """
SELECT is_given, version FROM consent WHERE member = $1 AND purpose = $2
 ORDER BY id DESC LIMIT 1"""

_DECIDE = """
INSERT INTO consent (member, purpose, version, is_given, channel, decided_at)
VALUES ($1, $2, $3, $4, $5, $6)"""

_CHOOSE = """
UPDATE member SET goal_product_id = $2 WHERE id = $1 AND NOT is_disabled RETURNING id"""

_ASK = """
INSERT INTO farewell (member, asked_at, due_at)
SELECT $1, $2, $3 WHERE NOT member_is_gone($1)
ON CONFLICT (member) WHERE withdrawn_at IS NULL AND done_at IS NULL DO NOTHING"""

# Served by identity_one_owner.
_IS_OWN = """
SELECT id FROM identity
 WHERE member = $1
   AND (kind, subject_index) IN (SELECT * FROM unnest($2::text[], $3::bytea[])) LIMIT 1"""

_WITHDRAW = """
UPDATE farewell SET withdrawn_at = $2
 WHERE member = $1 AND withdrawn_at IS NULL AND done_at IS NULL RETURNING id"""


@db.atomic
async def decide(
    *, member_id: int, purpose: Purpose, is_given: bool, channel: str, now: datetime
) -> bool:
    """Keep one decision about one purpose (R28); it counts from this instant on.

    False when it says what the last one said: nothing is written. Raises NotFound.
    """
    if await db.fetch_one(_LOCK, member_id) is None:
        raise NotFound
    last = await db.fetch_one(_LAST, member_id, purpose)
    version = policy.CONSENT_VERSIONS[purpose]
    if last is not None and (last["is_given"], last["version"]) == (is_given, version):
        return False
    await db.fetch(_DECIDE, member_id, purpose, version, is_given, channel, now)
    if purpose is Purpose.PERSONALISATION:
        await db.fetch(
            "UPDATE member SET is_personalised = $2 WHERE id = $1", member_id, is_given
        )
    return True


async def choose_goal(*, member_id: int, product_id: int | None) -> None:
    """Remember the one product that a member saves for; None forgets it.

    The caller knows that the product exists. Safe to repeat. Raises NotFound.
    """
    if await db.fetch_one(_CHOOSE, member_id, product_id) is None:
        raise NotFound


async def request_own_code(*, member_id: int, address: str | None, now: datetime) -> CodeSent:
    """Send a code to the member's own phone, to prove that it is still them.

    Raises what `request_code` raises, and PhoneCodeInvalid for a member without phone.
    """
    number = await queries.phone(member_id)
    if number is None:
        raise PhoneCodeInvalid
    return await request_code(phone=number, address=address, now=now)


async def ask_farewell(*, member_id: int, code: str, now: datetime) -> FarewellView:
    """Begin to delete a member, who proves it with a fresh code to their phone.

    Nothing is lost before `due_at`; until then it can be taken back. Raises
    PhoneCodeInvalid, also for a member without phone. Safe to repeat with a new code.
    """
    number = await queries.phone(member_id)
    if number is None:
        raise PhoneCodeInvalid
    await use_code(phone=number, code=code, now=now)
    return await _asked(member_id, now)


async def ask_farewell_with_wechat(*, member_id: int, code: str, now: datetime) -> FarewellView:
    """Begin to delete a member without phone, who proves it with a fresh code of wx.login.

    Raises WechatCodeInvalid, also for somebody else's and for a member with a phone, whose
    code is the proof; and what `sign_in_with_wechat` raises. Safe to repeat with a new code.
    """
    if await queries.phone(member_id) is not None:
        raise WechatCodeInvalid
    proofs = policy.subjects(await ask_wechat(code))
    kinds = [kind for kind, _ in proofs]
    indexes = [queries.identity_index(*proof) for proof in proofs]
    if await db.fetch_one(_IS_OWN, member_id, kinds, indexes) is None:
        raise WechatCodeInvalid
    return await _asked(member_id, now)


async def _asked(member_id: int, now: datetime) -> FarewellView:
    await db.fetch(_ASK, member_id, now, now + policy.FAREWELL_COOLING)
    found = await queries.farewell(member_id)
    if found is None:
        raise NotFound
    return found


async def withdraw_farewell(*, member_id: int, now: datetime) -> bool:
    """Take the deletion back; everything is as before. False when there is none."""
    return await db.fetch_one(_WITHDRAW, member_id, now) is not None
