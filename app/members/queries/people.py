"""Who members are now. Every read here is one statement."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from app.kit import db, secrets
from app.kit.errors import NotFound
from app.kit.tiers import Tier

from .. import policy
from ..errors import TokenExpired, TokenInvalid
from ..schemas import (
    IdentityKind,
    Language,
    MemberView,
    TextSize,
    Theme,
)

_COLUMNS = """member.id, nickname, phone_masked, tier, language, text_size, joined_at,
is_disabled, theme, is_personalised, goal_product_id, is_express, tier_since, tier_until,
tier_score,
(SELECT due_at FROM farewell WHERE farewell.member = member.id
  AND withdrawn_at IS NULL AND done_at IS NULL) AS leaves_at"""

_MEMBER = f"SELECT {_COLUMNS} FROM member WHERE id = $1"  # noqa: S608

_MEMBERS = f"SELECT {_COLUMNS} FROM member WHERE id = ANY($1) AND NOT is_disabled"  # noqa: S608

_FOLLOWING = f"""
SELECT {_COLUMNS} FROM member WHERE id > $1 AND NOT is_disabled ORDER BY id LIMIT $2"""  # noqa: S608

# Runs before every mini-program request; served by the unique index on access_hash.
_AUTHENTICATE = f"""
SELECT {_COLUMNS}, access_expires_at, revoked_at
  FROM sign_in JOIN member ON member.id = sign_in.member WHERE access_hash = $1"""  # noqa: S608

# Served by identity_one_owner (kind, subject_index).
_BY_IDENTITY = f"""
SELECT {_COLUMNS} FROM identity JOIN member ON member.id = identity.member
 WHERE kind = $1 AND subject_index = $2"""  # noqa: S608

# Served by member_nickname (lower(nickname) varchar_pattern_ops).
_NAMED = f"""
SELECT {_COLUMNS} FROM member
 WHERE lower(nickname) LIKE lower($1) || '%' ORDER BY id DESC LIMIT $2"""  # noqa: S608

# Served by identity_member; the newest first.
_OPENIDS = """
SELECT subject_sealed FROM identity
 WHERE member = $1 AND kind = $2 AND subject_sealed IS NOT NULL ORDER BY id DESC"""

OPENID = "openid"


async def authenticate(access_token: str, *, at: datetime) -> MemberView:
    """Tell whose access token this is. Raises TokenInvalid and TokenExpired.

    A revoked sign-in and a disabled member are refused from the same instant on.
    """
    row = await db.fetch_one(_AUTHENTICATE, secrets.digest(access_token))
    if row is None or row["revoked_at"] is not None or row["is_disabled"]:
        raise TokenInvalid
    if row["access_expires_at"] <= at:
        raise TokenExpired
    return view(row)


async def member(member_id: int) -> MemberView:
    """Show a member, disabled or not. Raises NotFound."""
    row = await db.fetch_one(_MEMBER, member_id)
    if row is None:
        raise NotFound
    return view(row)


async def viewer(member_id: int) -> MemberView | None:
    """Show the member of a browser's session; None says that the session is over."""
    row = await db.fetch_one(_MEMBER, member_id)
    return None if row is None or row["is_disabled"] else view(row)


async def viewers(member_ids: Collection[int]) -> dict[int, MemberView]:
    """Show the members of many sessions at once; whoever is missing is disabled or gone."""
    rows = await db.fetch(_MEMBERS, list(member_ids))
    return {row["id"]: view(row) for row in rows}


async def following(member_id: int, *, most: int) -> list[MemberView]:
    """List the members after a number, in the order of numbers: to walk past them all."""
    return [view(row) for row in await db.fetch(_FOLLOWING, member_id, most)]


async def find_by_phone(phone: str) -> MemberView | None:
    """Find the member of a verified phone, for operators. Raises InvalidInput."""
    found = identity_index(IdentityKind.PHONE, policy.phone(phone))
    row = await db.fetch_one(_BY_IDENTITY, IdentityKind.PHONE, found)
    return None if row is None else view(row)


async def named(start: str, *, most: int) -> list[MemberView]:
    """List members whose nickname begins so, whatever its case; the newest first."""
    escaped = start.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return [view(row) for row in await db.fetch(_NAMED, escaped, most)]


async def phone(member_id: int) -> str | None:
    """Read a member's phone in plain. The caller audits who saw it, and why."""
    row = await db.fetch_one("SELECT phone_sealed FROM member WHERE id = $1", member_id)
    if row is None:
        raise NotFound
    sealed = row["phone_sealed"]
    return None if sealed is None else secrets.unseal(sealed, purpose="phone")


async def openid(*, member_id: int, app_id: str) -> str | None:
    """What WeChat calls this member in one app; None for who never signed in there."""
    for row in await db.fetch(_OPENIDS, member_id, IdentityKind.WECHAT):
        subject = secrets.unseal(row["subject_sealed"], purpose=OPENID)
        app, _, name = subject.partition(":")
        if app == app_id:
            return name
    return None


def sealed_openid(kind: IdentityKind, subject: str) -> bytes | None:
    """Seal what has to be told to WeChat again; of other proofs the index is enough."""
    return secrets.seal(subject, purpose=OPENID) if kind is IdentityKind.WECHAT else None


def identity_index(kind: IdentityKind, subject: str) -> bytes:
    """Make what `identity.subject_index` holds: a keyed hash, another for each kind."""
    return secrets.fingerprint(subject, purpose=f"identity:{kind}")


def view(row: Any) -> MemberView:
    return MemberView(
        id=row["id"],
        nickname=row["nickname"],
        phone_masked=row["phone_masked"],
        tier=Tier(row["tier"]),
        language=Language(row["language"] or Language.CHINESE),
        is_language_chosen=row["language"] is not None,
        text_size=TextSize(row["text_size"]),
        joined_at=row["joined_at"],
        is_disabled=row["is_disabled"],
        theme=Theme(row["theme"]),
        is_personalised=row["is_personalised"],
        goal_product_id=row["goal_product_id"],
        is_express=row["is_express"],
        tier_since=row["tier_since"],
        tier_until=row["tier_until"],
        tier_score=row["tier_score"],
        leaves_at=row.get("leaves_at"),  # Not read where tiers are reviewed.
    )
