"""What changes for whom, heard from the database on one connection and told to streams.

The triggers send ids only; a stream renders what it shows after it was told.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec

from app.kit.listening import Ear, listening

CHANNEL = "laurel_live"
HEARTBEAT_SECONDS = 15.0
MOST_WAITING = 64
# A stream ends by itself and the client comes back: a balancer can then drain a process.
STREAM_SECONDS = 600.0


class Change(msgspec.Struct, frozen=True):
    """Something of this member changed: "points", "tier", or "redemption" with its id."""

    kind: str
    id: int | None = None


# Somebody was signed out somewhere: each stream asks at once whether it may go on.
ASK = Change("sign-in")
Waiting = asyncio.Queue[Change]


class Live:
    """One listener per process; any number of streams per member."""

    def __init__(self, url: str, *, heartbeat_seconds: float = HEARTBEAT_SECONDS) -> None:
        self.url = url
        self.heartbeat_seconds = heartbeat_seconds
        self.ear = Ear()
        self.streams: dict[int, set[Waiting]] = defaultdict(set)
        self.is_over = asyncio.Event()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Live"]:
        """Listen while the block runs, connecting again whenever the connection ends."""
        async with listening(self.url, CHANNEL, self.hear, connected=lambda: None) as self.ear:
            try:
                yield self
            finally:
                self.is_over.set()

    async def stream(
        self, member_id: int, *, may_go_on: Callable[[], Awaitable[bool]]
    ) -> AsyncGenerator[Change | None, None]:
        """Tell each change of this member as it comes, and None as a heartbeat.

        It begins with None, so that headers leave at once. Before everything that it tells it
        asks whether it may: whoever signed out, was shut out or deleted hears no more, and at
        the next heartbeat it is over. Holds nothing of the database.
        """
        waiting: Waiting = asyncio.Queue(MOST_WAITING)
        self.streams[member_id].add(waiting)
        ends_at = asyncio.get_running_loop().time() + STREAM_SECONDS
        try:
            yield None
            while not self.is_over.is_set() and asyncio.get_running_loop().time() < ends_at:
                told = await self._next(waiting)
                if not await may_go_on():
                    return
                yield None if told == ASK else told
        finally:
            self.streams[member_id].discard(waiting)
            if not self.streams[member_id]:
                del self.streams[member_id]

    async def _next(self, waiting: Waiting) -> Change | None:
        try:
            return await asyncio.wait_for(waiting.get(), self.heartbeat_seconds)
        except TimeoutError:
            return None

    def hear(self, payload: str) -> None:
        """Read "<member>:points", ":tier", ":sign-in" or ":redemption:<id>"; drop others'."""
        member, _, change = payload.partition(":")
        kind, _, subject = change.partition(":")
        if not member.isdecimal() or int(member) not in self.streams:
            return
        told = Change(kind, int(subject) if subject.isdecimal() else None)
        for waiting in self.streams[int(member)]:
            if waiting.full():  # A slow reader: the oldest goes, later ones say the same.
                waiting.get_nowait()
            waiting.put_nowait(told)
