"""Signing in: a proof becomes a member, once, however many ask at the same time."""

from collections.abc import Sequence
from datetime import datetime

from app import settings
from app.kit import db, redact, secrets

from .. import gateway, policy, queries
from ..errors import (
    IdentityTaken,
    MemberDisabled,
    PhoneAlreadyLinked,
    WechatCodeInvalid,
    WechatUnavailable,
)
from ..schemas import IdentityKind, MemberView, WechatUser
from .codes import limit, use_code
from .erasing import is_gone, require_living

Proof = tuple[IdentityKind, str]

# The narrowest proof wins: openid names one account of one app, unionid may be shared.
_OWNER = """
SELECT member FROM identity
 WHERE (kind, subject_index) IN (SELECT * FROM unnest($1::text[], $2::bytea[]))
 ORDER BY array_position($1::text[], kind::text) LIMIT 1"""

_CREATE = """
INSERT INTO member (nickname, phone_sealed, phone_masked, joined_at)
VALUES ($1, $2, $3, $4) RETURNING id"""

_CLAIM = """
INSERT INTO identity (member, kind, subject_index, subject_sealed, verified_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT ON CONSTRAINT identity_one_owner DO NOTHING RETURNING member"""

_OWNED_BY = "SELECT member FROM identity WHERE kind = $1 AND subject_index = $2"

# The WHERE clause is the lock: of two phones linked at once, one finds the place taken.
_SET_PHONE = """
UPDATE member SET phone_sealed = $2, phone_masked = $3
 WHERE id = $1 AND phone_sealed IS NULL AND NOT is_disabled RETURNING id"""


class _Overtaken(Exception):
    """Somebody claimed an identity between our look and our claim; look again."""


async def sign_in_with_code(
    *, phone: str, code: str, now: datetime, address: str | None = None
) -> MemberView:
    """Sign in with a one-time code, becoming a member on the first time.

    `address` is the caller's network address. Raises InvalidInput, TooManyRequests,
    PhoneCodeInvalid and MemberDisabled. A crash in between costs the code, nothing else.
    """
    number = policy.phone(phone)
    await limit("code-try", address, policy.MOST_TRIES_PER_ADDRESS, now=now)
    await use_code(phone=number, code=code, now=now)
    return await _recognised([(IdentityKind.PHONE, number)], number, now)


async def sign_in_with_wechat(*, code: str, now: datetime) -> MemberView:
    """Sign in with the code of wx.login, becoming a member without phone on the first time.

    Raises WechatCodeInvalid, WechatRefused, WechatUnavailable and MemberDisabled.
    """
    return await _recognised(policy.subjects(await ask_wechat(code)), None, now)


async def link_phone(
    *, member_id: int, phone: str, code: str, now: datetime, address: str | None = None
) -> MemberView:
    """Give a member without phone the phone that a one-time code has proved.

    Raises PhoneCodeInvalid, IdentityTaken when it is another member's, PhoneAlreadyLinked
    when this one has another phone. `address` is the caller's network address; raises
    TooManyRequests. Safe to repeat with a new code.
    """
    number = policy.phone(phone)
    await limit("code-try", address, policy.MOST_TRIES_PER_ADDRESS, now=now)
    await use_code(phone=number, code=code, now=now)
    await _link_phone(member_id, number, now)
    return await queries.member(member_id)


async def link_wechat(*, member_id: int, code: str, now: datetime) -> MemberView:
    """Let a member sign in with this WeChat account too. Safe to repeat with a new code.

    Raises what `sign_in_with_wechat` raises, and IdentityTaken.
    """
    await _link(member_id, policy.subjects(await ask_wechat(code)), now)
    return await queries.member(member_id)


@db.atomic
async def enrol(
    *, phone: str, nickname: str, wechat: WechatUser | None = None, now: datetime
) -> MemberView:
    """Take in a member whom another system has verified (imports, the demo shop).

    Raises InvalidInput, and IdentityTaken when the phone or WeChat account is known.
    """
    number = policy.phone(phone)
    member_id = await _create(nickname, number, now)
    proofs = [(IdentityKind.PHONE, number), *(policy.subjects(wechat) if wechat else [])]
    await _link(member_id, proofs, now)
    return await queries.member(member_id)


async def _recognised(proofs: Sequence[Proof], phone: str | None, now: datetime) -> MemberView:
    while True:  # Ends: whoever overtook us has committed, so the next look finds an owner.
        try:
            member_id = await _recognise(proofs, phone, now)
        except _Overtaken:
            continue
        found = await queries.member(member_id)
        if found.is_disabled:
            raise MemberDisabled
        return found


@db.atomic
async def _recognise(proofs: Sequence[Proof], phone: str | None, now: datetime) -> int:
    """Find the owner of these proofs or create one, and back-fill what it lacks."""
    kinds = [kind for kind, _ in proofs]
    indexes = [queries.identity_index(*proof) for proof in proofs]
    owner = await db.fetch_one(_OWNER, kinds, indexes)
    if owner is not None:
        if not await is_gone(owner["member"]):  # Another's unionid is a case for merging.
            await _claim(owner["member"], proofs, now)
        return int(owner["member"])
    member_id = await _create(policy.nickname(phone), phone, now)
    if await _claim(member_id, proofs, now):
        raise _Overtaken
    return member_id


@db.atomic
async def _link_phone(member_id: int, phone: str, now: datetime) -> None:
    taken = await db.fetch_one(
        _SET_PHONE, member_id, secrets.seal(phone, purpose="phone"), redact.phone(phone)
    )
    await _link(member_id, [(IdentityKind.PHONE, phone)], now)
    if taken is None and await queries.phone(member_id) != phone:
        raise PhoneAlreadyLinked


@db.atomic
async def _link(member_id: int, proofs: Sequence[Proof], now: datetime) -> None:
    await require_living(member_id)
    for kind, subject in await _claim(member_id, proofs, now):
        owner = await db.fetch_one(_OWNED_BY, kind, queries.identity_index(kind, subject))
        if owner is None or owner["member"] != member_id:
            raise IdentityTaken


async def _claim(member_id: int, proofs: Sequence[Proof], now: datetime) -> list[Proof]:
    """Write these identities down as the member's; return those that had an owner already."""
    owned = []
    for kind, subject in sorted(proofs):  # One order for all, so that nobody deadlocks.
        index = queries.identity_index(kind, subject)
        sealed = queries.sealed_openid(kind, subject)
        if await db.fetch_one(_CLAIM, member_id, kind, index, sealed, now) is None:
            owned.append((kind, subject))
    return owned


async def _create(nickname: str, phone: str | None, now: datetime) -> int:
    sealed = None if phone is None else secrets.seal(phone, purpose="phone")
    masked = None if phone is None else redact.phone(phone)
    row = await db.fetch_one(_CREATE, nickname, sealed, masked, now)
    assert row is not None
    return int(row["id"])


async def ask_wechat(code: str) -> WechatUser:
    """Ask WeChat whose a code of wx.login is. Raises what `sign_in_with_wechat` raises."""
    if not code.isprintable() or not 0 < len(code) <= policy.LONGEST_WECHAT_CODE:
        raise WechatCodeInvalid
    mall = settings.current()
    if not mall.wechat_app_id:
        raise WechatUnavailable(reason="not_configured")
    app = gateway.WechatApp(
        base_url=mall.wechat_base_url,
        app_id=mall.wechat_app_id,
        secret=mall.wechat_app_secret,
    )
    return await gateway.wechat_user(app, code)
