"""Browsers in which somebody is signed in: whose they are, since when, and ending them."""

from datetime import datetime

import msgspec

from . import db

# Served by web_session_member.
_OF_MEMBER = """
SELECT id, key_hash, content, device, used_at FROM web_session
 WHERE member_id = $1 AND expires_at > $2 ORDER BY id DESC LIMIT 100"""

_END = "DELETE FROM web_session WHERE id = $1 AND member_id = $2 RETURNING id"

_END_OTHERS = """
DELETE FROM web_session WHERE member_id = $1 AND key_hash IS DISTINCT FROM $2 RETURNING id"""


class Browser(msgspec.Struct, frozen=True, kw_only=True):
    """One living session of a member; `used_at` is at most a day too early."""

    id: int
    key: bytes
    device: str | None
    started_at: datetime
    used_at: datetime


class _Content(msgspec.Struct, frozen=True):
    started_at: int


async def of_member(member_id: int, *, at: datetime) -> list[Browser]:
    """List the sessions of a member, the newest first; at most 100."""
    return [
        Browser(
            id=row["id"],
            key=row["key_hash"],
            device=row["device"],
            started_at=_started(row["content"], at),
            used_at=row["used_at"],
        )
        for row in await db.fetch(_OF_MEMBER, member_id, at)
    ]


async def end(session_id: int, *, member_id: int) -> bool:
    """End one session; False when it is not this member's, or has ended before."""
    return await db.fetch_one(_END, session_id, member_id) is not None


async def end_others(*, member_id: int, but: bytes | None = None) -> int:
    """End every session of a member, but the one of this key; returns how many."""
    return len(await db.fetch(_END_OTHERS, member_id, but))


def _started(content: bytes, at: datetime) -> datetime:
    told = msgspec.json.decode(content, type=_Content)
    return datetime.fromtimestamp(told.started_at, at.tzinfo)
