"""Answers a member's list from what was drawn for their tier, before the long way to it.

Who asks, and what they may spend, is read for every answer; only the drawn page is kept, for
0.45 seconds. Whatever is out of the ordinary (no page, a session that has ended or is to be
extended, no form token yet, a piece for htmx, a database that fails) goes the long way.
"""

from collections.abc import Hashable
from typing import Any

import asyncpg
import msgspec
from litestar.types import ASGIApp, Receive, Scope, Send

from app.web import cookies, page_cache, sessions
from app.web.short_cache import ShortCache
from app.web.viewers import Viewer
from app.web.visits import Visit, Visits

from .fragments import Pieces, page_of

PATH = "/products"
FAILED = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
NOT_KEPT = (*page_cache.NOT_KEPT, b"content-length")


class Drawn(msgspec.Struct, frozen=True):
    """A page without anybody's own, and the headers that it goes out with."""

    headers: page_cache.Headers
    pieces: Pieces


class MemberPages:
    """Stands between the strangers' cache and the application."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        names: cookies.Cookies,
        visiting: Visits,
        cache: ShortCache,
        engine: Any,
    ) -> None:
        self.app = app
        self.names = names
        self.visiting = visiting
        self.cache = cache
        self.engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = self._token(scope)
        viewer = await self._viewer(scope) if token else None
        if token is None or viewer is None:
            await self.app(scope, receive, send)
            return
        capture = page_cache.Capture(send)

        async def draw() -> Drawn | None:
            await self.app(scope, receive, capture)
            return _kept_of(capture, scope)

        drawn = await self.cache.get(_key(scope, viewer), draw)
        if capture.status:
            return
        if drawn is None:
            await self.app(scope, receive, send)
            return
        body = page_of(
            self.engine, drawn.pieces, viewer, token=token,
            at=scope["state"]["now"], language=scope["state"]["language"],
        )  # fmt: skip
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": 200,
                    "headers": [*drawn.headers, length]})  # fmt: skip
        await send({"type": "http.response.body", "body": body, "more_body": False})

    def _token(self, scope: Scope) -> str | None:
        """The form token of a browser that asks for the list, None for any other request."""
        if (
            scope.get("method") != "GET"
            or scope["path"] != PATH
            or not self.cache.seconds
            or len(scope["query_string"]) > page_cache.LONGEST_QUERY
            or b"lang=" in scope["query_string"]
        ):
            return None
        told: str = scope["state"]["cookie"]
        is_plain = all(
            told.count(f"{one}=") == 1 for one in (self.names.member, self.names.csrf)
        )
        return cookies.read(told, self.names.csrf) if is_plain else None

    async def _viewer(self, scope: Scope) -> Viewer | None:
        """Read whose session it is; what is read here is not read again on the long way."""
        kept = sessions.SessionRecord(
            cookies.MEMBER, self.names.member, scope, is_secure=self.names.is_secure
        )
        try:
            await kept.load(self.visiting)
        except FAILED:
            return None
        visit: Visit | None = scope["state"].get("visit")
        if not scope["session"] or kept.is_ageing() or visit is None:
            return None
        if visit.member is None or visit.balance is None:
            return None
        return Viewer(member=visit.member, balance=visit.balance)


def _key(scope: Scope, viewer: Viewer) -> Hashable:
    return (
        scope["path"], scope["query_string"], scope["state"]["language"],
        page_cache.shape_of(scope), viewer.member.tier, viewer.member.text_size,
        viewer.member.theme, viewer.member.leaves_at,
    )  # fmt: skip


def _kept_of(capture: page_cache.Capture, scope: Scope) -> Drawn | None:
    """What other members may be shown of this answer; a piece or a refusal is theirs alone."""
    pieces: Pieces | None = scope["state"].get("pieces")
    if capture.status != 200 or pieces is None:
        return None
    return Drawn([one for one in capture.headers if one[0] not in NOT_KEPT], pieces)
