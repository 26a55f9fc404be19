"""Tokens of mini-programs: opaque, kept as digests, refreshed by rotation."""

from datetime import datetime

from app.kit import browsers, db, secrets

from .. import policy
from ..errors import MemberDisabled, TokenExpired, TokenInvalid, TokenReused
from ..schemas import Tokens

_OPEN = """
WITH opened AS (
    INSERT INTO sign_in (member, access_hash, access_expires_at, started_at, device)
    SELECT id, $2, $3, $4, $7 FROM member WHERE id = $1 AND NOT is_disabled FOR SHARE
    RETURNING id)
INSERT INTO refresh_token (sign_in, token_hash, expires_at)
SELECT id, $5, $6 FROM opened RETURNING sign_in"""

# Spends one refresh token and issues the next pair, or does nothing. `used_at IS NULL` is
# the lock: of two that show one token, the second finds it spent.
_ROTATE = """
WITH spent AS (
    UPDATE refresh_token SET used_at = $2
      FROM sign_in JOIN member ON member.id = sign_in.member
     WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
       AND sign_in.id = refresh_token.sign_in AND revoked_at IS NULL AND NOT is_disabled
    RETURNING refresh_token.sign_in),
renewed AS (
    UPDATE sign_in SET access_hash = $3, access_expires_at = $4 FROM spent
     WHERE sign_in.id = spent.sign_in AND revoked_at IS NULL RETURNING sign_in.id)
INSERT INTO refresh_token (sign_in, token_hash, expires_at)
SELECT id, $5, $6 FROM renewed RETURNING sign_in"""

_REVOKE_REUSED = """
UPDATE sign_in SET revoked_at = coalesce(revoked_at, $2),
       revoked_because = coalesce(revoked_because, 'refresh_reused')
  FROM refresh_token
 WHERE token_hash = $1 AND used_at IS NOT NULL AND sign_in.id = refresh_token.sign_in
RETURNING sign_in.id"""

_IS_EXPIRED = """
SELECT expires_at <= $2 AS is_expired FROM refresh_token WHERE token_hash = $1"""

_REVOKE = """
UPDATE sign_in SET revoked_at = $2, revoked_because = 'signed_out'
 WHERE access_hash = $1 AND revoked_at IS NULL"""

_END = """
UPDATE sign_in SET revoked_at = $3, revoked_because = 'signed_out'
 WHERE id = $1 AND member = $2 AND revoked_at IS NULL RETURNING id"""

_END_OTHERS = """
UPDATE sign_in SET revoked_at = $2, revoked_because = 'signed_out'
 WHERE member = $1 AND revoked_at IS NULL AND access_hash IS DISTINCT FROM $3 RETURNING id"""

_REVOKE_ALL = """
UPDATE sign_in SET revoked_at = $2, revoked_because = $3
 WHERE member = $1 AND revoked_at IS NULL RETURNING id"""


async def open_tokens(*, member_id: int, now: datetime, device: str | None = None) -> Tokens:
    """Open a sign-in for a member who has just proved who it is. Raises MemberDisabled."""
    pair = _pair()
    if await db.fetch_one(_OPEN, member_id, *_stored(pair, now), device) is None:
        raise MemberDisabled
    return pair


async def refresh(*, refresh_token: str, now: datetime) -> Tokens:
    """Exchange a refresh token for a new pair; the old pair is dead from then on.

    Raises TokenReused when the token was spent before, which revokes the whole sign-in:
    one of the two who hold it is a thief. A client therefore refreshes one at a time.
    Raises TokenExpired and TokenInvalid. Never joins a transaction: the revocation must
    stay although the answer is a refusal.
    """
    db.refuse_inside_transaction()
    shown, pair = secrets.digest(refresh_token), _pair()
    access, access_until, opened, following, until = _stored(pair, now)
    rotated = await db.fetch_one(_ROTATE, shown, opened, access, access_until, following, until)
    if rotated is not None:
        return pair
    if await db.fetch_one(_REVOKE_REUSED, shown, now) is not None:
        raise TokenReused
    known = await db.fetch_one(_IS_EXPIRED, shown, now)
    raise TokenExpired if known is not None and known["is_expired"] else TokenInvalid


async def revoke(access_token: str, *, now: datetime) -> None:
    """Sign out: this sign-in's tokens are dead from now on. Safe to repeat."""
    await db.fetch(_REVOKE, secrets.digest(access_token), now)


async def end_sign_in(sign_in_id: int, *, member_id: int, now: datetime) -> bool:
    """End one sign-in; False when it is not this member's, or has ended before."""
    return await db.fetch_one(_END, sign_in_id, member_id, now) is not None


async def end_other_sign_ins(*, member_id: int, access_token: str | None, now: datetime) -> int:
    """End every sign-in by mini-program but that of a token; returns how many were alive."""
    kept = secrets.digest(access_token) if access_token else None
    return len(await db.fetch(_END_OTHERS, member_id, now, kept))


async def revoke_all(*, member_id: int, because: str, now: datetime) -> int:
    """End every sign-in of a member, browsers included. Safe to repeat.

    Returns how many sign-ins by mini-program were alive.
    """
    await browsers.end_others(member_id=member_id)
    return len(await db.fetch(_REVOKE_ALL, member_id, now, because))


def _pair() -> Tokens:
    return Tokens(
        access_token=secrets.token(),
        refresh_token=secrets.token(),
        expires_in=int(policy.ACCESS_LIFE.total_seconds()),
    )


def _stored(pair: Tokens, now: datetime) -> tuple[bytes, datetime, datetime, bytes, datetime]:
    """What is written down of a pair: access hash and end, its start, refresh hash and end."""
    access, following = secrets.digest(pair.access_token), secrets.digest(pair.refresh_token)
    return access, now + policy.ACCESS_LIFE, now, following, now + policy.REFRESH_LIFE
