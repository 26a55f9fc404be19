"""Answers strangers' reads of public pages from memory, kept for 0.45 seconds.

What a page is drawn from may be as old again, so that nothing is older than a second.

Only what is the same for every stranger is kept: no session, no bearer token, no CSRF token
in the page. One request renders while the others of its key wait for it.
"""

import asyncio
from typing import Any

import msgspec
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from . import etags

SECONDS = 0.45
MOST_PAGES = 512
LONGEST_QUERY = 200
LARGEST_BODY = 256 * 1024
PATHS = ("/", "/products", "/api/v1/products")
BELOW = ("/products/", "/api/v1/products/")
# Belongs to one visitor, or to one answer; never to the next.
NOT_KEPT = (b"set-cookie", b"etag", b"x-request-id")
FIELD = b'name="_csrf_token"'

Key = tuple[str, bytes, str, bytes]
Headers = list[tuple[bytes, bytes]]


class Page(msgspec.Struct, frozen=True):
    """A kept answer; `before` and `after` stand around the part that each answer renews."""

    until: float
    headers: Headers
    etag: bytes
    before: bytes
    after: bytes | None


class PageCache:
    """Stands between the edge and the application."""

    def __init__(self, app: ASGIApp, *, private: tuple[str, ...], seconds: float) -> None:
        self.app = app
        self.private = tuple(f"{name}=" for name in private)
        self.seconds = seconds
        self.pages: dict[Key, Page] = {}
        self.rendering: dict[Key, asyncio.Future[None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._key(scope) if self.seconds else None
        if key is None:
            await self.app(scope, receive, send)
            return
        page = self._fresh(key)
        if page is None and (running := self.rendering.get(key)) is not None:
            await asyncio.wait([running])
            page = self._fresh(key)
        if page is not None:
            await _answer(page, scope, send)
        else:
            await self._render(key, scope, receive, send)

    def _key(self, scope: Scope) -> Key | None:
        """Name what a stranger asks for; None when the answer may be someone's own."""
        path, query = scope["path"], scope["query_string"]
        if (
            scope.get("method") != "GET"
            or not (path in PATHS or path.startswith(BELOW))
            or len(query) > LONGEST_QUERY
            or b"lang=" in query
            or scope["state"].get("look_asked")
            or scope["state"].get("is_outdated")
            or scope["state"].get("envelope_unknown")
            or any(name in scope["state"]["cookie"] for name in self.private)
        ):
            return None
        shape = shape_of(scope)
        if shape is None:
            return None
        look = scope["state"].get("look")
        shape += look.tag if look else b""
        return path, query, scope["state"]["language"], shape

    def _fresh(self, key: Key) -> Page | None:
        page = self.pages.get(key)
        return page if page and page.until > asyncio.get_running_loop().time() else None

    async def _render(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        started = asyncio.get_running_loop().time()
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.rendering[key] = done
        scope["state"]["is_shared"] = True
        capture = Capture(send)
        try:
            await self.app(scope, receive, capture)
            page = capture.page(scope["state"], until=started + self.seconds)
            if page is not None:
                self._keep(key, page)
        finally:
            if self.rendering.get(key) is done:
                del self.rendering[key]
            done.set_result(None)

    def _keep(self, key: Key, page: Page) -> None:
        self.pages.pop(key, None)
        while len(self.pages) >= MOST_PAGES:
            del self.pages[next(iter(self.pages))]
        self.pages[key] = page


class Capture:
    """A send that lets an answer through and remembers it."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.status = 0
        self.headers: Headers = []
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = [(name.lower(), value) for name, value in message["headers"]]
        elif message["type"] == "http.response.body" and len(self.body) <= LARGEST_BODY:
            self.body += message.get("body", b"")
        await self.send(message)

    def page(self, state: dict[str, Any], *, until: float) -> Page | None:
        """What may be answered to other strangers, or None."""
        if (
            self.status != 200
            or state.get("is_personal")
            or not state.get("is_shared")
            or len(self.body) > LARGEST_BODY
            or FIELD in self.body
        ):
            return None
        body, spliced = bytes(self.body), state.get("meta", b"")
        before, found, after = body.partition(spliced) if spliced else (body, b"", b"")
        kept = [(name, value) for name, value in self.headers if name not in NOT_KEPT]
        etag = dict(self.headers).get(b"etag", b"")
        return Page(until, kept, etag, before, after if found else None)


def shape_of(scope: Scope) -> bytes | None:
    """Tell whether the page is asked for or a piece of it; None for a program's request."""
    shape = b""
    for name, value in scope["headers"]:
        if name == b"authorization":
            return None
        if name in (b"hx-request", b"hx-request-type", b"hx-history-restore-request"):
            shape += name + value
    return shape


async def _answer(page: Page, scope: Scope, send: Send) -> None:
    headers = [*page.headers, (b"etag", page.etag)] if page.etag else page.headers
    if etags.matches(_if_none_match(scope), page.etag.decode()):
        headers = [one for one in headers if one[0] not in (b"content-length", b"content-type")]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    body = page.before
    if page.after is not None:
        body = b"".join((page.before, meta(scope["state"]), page.after))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def meta(state: dict[str, Any]) -> bytes:
    """Spell the two members of `meta` that are new in each answer; of constant length."""
    told = state["now"].isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f'"request_id":"{state["request_id"]}","server_time":"{told}"'.encode()


def _if_none_match(scope: Scope) -> str:
    given = (value for name, value in scope["headers"] if name == b"if-none-match")
    return next(given, b"").decode("latin-1")
