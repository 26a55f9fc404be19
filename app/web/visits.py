"""Who stands behind a session cookie: read for all who ask at the same moment, together.

Nothing is remembered. While one read runs, those who come wait for the next, which begins
after they have asked: a session that has ended, a member who was disabled and points that
have moved are seen as surely as if each had asked alone.
"""

import asyncio
from collections.abc import Collection
from datetime import datetime

import msgspec

from app import ledger, members
from app.kit import db

Session = dict[str, int | str]
Found = dict[bytes, "Visit"]


class Row(msgspec.Struct, frozen=True):
    """A session as it is stored; `content` is shared by all who read it together."""

    content: Session
    expires_at: datetime


class Visit(Row, frozen=True):
    """A member's session, the member unless disabled or gone, and what they may spend."""

    member: members.MemberView | None
    balance: ledger.Balance | None


class Visits:
    """Three statements for everybody who asks while the last three run."""

    def __init__(self) -> None:
        self.keys: set[bytes] = set()
        self.at: datetime | None = None
        self.running: asyncio.Task[Found] | None = None
        self.following: asyncio.Task[Found] | None = None

    async def read(self, key: bytes, *, at: datetime) -> Visit | None:
        """Read the living session under `key`; None when there is none at `at`."""
        self.keys.add(key)
        self.at = max(at, self.at or at)
        if self.following is None:
            self.following = asyncio.create_task(self._next(self.running))
        return (await asyncio.shield(self.following)).get(key)

    async def _next(self, running: asyncio.Task[Found] | None) -> Found:
        if running is not None and not running.done():
            await asyncio.wait([running])
        keys, at, self.keys, self.at = self.keys, self.at, set(), None
        self.running, self.following = self.following, None
        assert at is not None
        return await _visits(keys, at)


async def row(key: bytes, *, at: datetime) -> Row | None:
    """Read one living session alone, without asking whose it is."""
    return (await _rows([key], at)).get(key)


async def _visits(keys: Collection[bytes], at: datetime) -> Found:
    rows = await _rows(keys, at)
    ids = {key: int(one.content.get("subject_id", 0)) for key, one in rows.items()}
    known = set(ids.values()) - {0}
    people = await members.viewers(known) if known else {}
    balances = await ledger.balances(people, at) if people else {}
    return {
        key: Visit(one.content, one.expires_at, people.get(ids[key]), balances.get(ids[key]))
        for key, one in rows.items()
    }


async def _rows(keys: Collection[bytes], at: datetime) -> dict[bytes, Row]:
    found = await db.fetch(_LOAD, list(keys), at)
    return {
        one["key_hash"]: Row(msgspec.json.decode(one["content"]), one["expires_at"])
        for one in found
    }


# Served by the unique key on key_hash.
_LOAD = """
SELECT key_hash, content, expires_at FROM web_session
 WHERE key_hash = ANY($1) AND expires_at > $2"""
