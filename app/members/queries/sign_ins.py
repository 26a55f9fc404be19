"""Where members are signed in by mini-program."""

from datetime import datetime

from app.kit import db, secrets

from .. import policy
from ..schemas import OpenSignIn, SignInView

# Both served by sign_in_member; a sign-in lives as long as its last refresh token.
_SIGN_INS = """
SELECT started_at, access_expires_at, revoked_at, device FROM sign_in
 WHERE member = $1 ORDER BY id DESC LIMIT 200"""

_OPEN = """
SELECT id, device, started_at, access_expires_at FROM sign_in
 WHERE member = $1 AND revoked_at IS NULL AND EXISTS (
       SELECT FROM refresh_token WHERE refresh_token.sign_in = sign_in.id
          AND used_at IS NULL AND expires_at > $2)
 ORDER BY id DESC LIMIT 100"""

_SHOWING = "SELECT id FROM sign_in WHERE access_hash = $1"


async def sign_ins(member_id: int) -> list[SignInView]:
    """List a member's sign-ins by mini-program, the newest first; at most 200."""
    return [SignInView(**dict(row)) for row in await db.fetch(_SIGN_INS, member_id)]


async def open_sign_ins(member_id: int, *, at: datetime) -> list[OpenSignIn]:
    """List the sign-ins that can still be used, the newest first; at most 100."""
    return [
        OpenSignIn(
            id=row["id"],
            device=row["device"],
            started_at=row["started_at"],
            used_at=row["access_expires_at"] - policy.ACCESS_LIFE,
        )
        for row in await db.fetch(_OPEN, member_id, at)
    ]


async def sign_in_of(access_token: str) -> int | None:
    """Tell which sign-in an access token belongs to."""
    row = await db.fetch_one(_SHOWING, secrets.digest(access_token))
    return None if row is None else int(row["id"])
