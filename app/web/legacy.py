"""X-Envelope: our answers in the shapes that clients of other malls were written for.

Off unless a request asks. Such a client reads the outcome from the body alone, so the status
is then always 200. A refusal's problem goes along whole, as `problem`.
"""

from typing import Any

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import ASGIApp, Empty, Message, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from app.kit.errors import MallError

API = "/api/v1/"
STREAM = "/api/v1/stream"
HEADER = b"x-envelope"


class EnvelopeUnknown(MallError):
    """X-Envelope names no shape that we have."""

    status = 400
    code = "envelope_unknown"
    field = "X-Envelope"


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """How one family of clients reads: the outcome, the words, its sign-in, its lists."""

    outcome: str
    success: int
    words: str
    not_signed_in: int
    token: bytes
    total: str


SHAPES = {
    "litemall": Shape(
        outcome="errno", success=0, words="errmsg", not_signed_in=501,
        token=b"x-litemall-token", total="total",
    ),
    "code0": Shape(
        outcome="code", success=0, words="msg", not_signed_in=401,
        token=b"token", total="total",
    ),
    "status200": Shape(
        outcome="status", success=200, words="msg", not_signed_in=110002,
        token=b"authori-zation", total="count",
    ),
}  # fmt: skip


class Legacy:
    """Puts an answer into the shape that the request names."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = _header(scope, HEADER) if scope["path"].startswith(API) else None
        shape = SHAPES.get(name.decode("latin-1").lower()) if name else None
        if shape is None or scope["path"].rstrip("/") == STREAM:
            if name:
                scope["state"]["envelope_unknown"] = True
            await self.app(scope, receive, send)
            return
        _bring_token(scope, shape)
        await self.app(scope, receive, Reshaped(shape, send))


class Reshaped:
    """A send that waits for the whole answer and writes it anew."""

    def __init__(self, shape: Shape, send: Send) -> None:
        self.shape = shape
        self.send = send
        self.start: dict[str, Any] = {}
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = dict(message)
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._answer()

    async def _answer(self) -> None:
        status = self.start["status"]
        if status == 304:
            content = b""
        else:
            told = msgspec.json.decode(bytes(self.body)) if self.body else {}
            content, status = msgspec.json.encode(reshaped(self.shape, status, told)), 200
        kept = [
            (name, value)
            for name, value in self.start.get("headers", ())
            if name not in (b"content-length", b"content-type", b"etag") or status == 304
        ]
        own = [(b"content-type", b"application/json"), (b"content-length", _size(content))]
        headers = kept if status == 304 else [*kept, *own]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": content, "more_body": False})


def reshaped(shape: Shape, status: int, told: dict[str, Any]) -> dict[str, Any]:
    """Write an answer of ours, success or problem, in a shape."""
    if status >= 400:
        number = shape.not_signed_in if status == 401 else status
        said = " ".join(dict.fromkeys((told.get("title", ""), told.get("detail", ""))))
        return {shape.outcome: number, shape.words: said, "data": None, "problem": told}
    meta = told.get("meta", {})
    data = told.get("data")
    if isinstance(data, list):
        data = {"list": data, **_paged(shape, meta, len(data))}
    return {shape.outcome: shape.success, shape.words: "", "data": data, "meta": meta}


async def known_envelope(
    connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
) -> None:
    """Let a request in that names no shape, or one that we have. Raises EnvelopeUnknown."""
    if connection.scope["state"].get("envelope_unknown"):
        raise EnvelopeUnknown


def _paged(shape: Shape, meta: dict[str, Any], shown: int) -> dict[str, Any]:
    """Number the pages where the list was asked for by page."""
    if "total" not in meta:
        return {"next_cursor": meta.get("next_cursor")}
    page = {name: meta[name] for name in ("page", "limit", "pages")}
    return {shape.total: meta["total"], **page}


def _bring_token(scope: Scope, shape: Shape) -> None:
    """Take the token from where such clients put it."""
    token = _header(scope, shape.token)
    if token and _header(scope, b"authorization") is None:
        bare = token.removeprefix(b"Bearer ").strip()
        scope["headers"] = [*scope["headers"], (b"authorization", b"Bearer " + bare)]
        ScopeState.from_scope(scope).headers = Empty  # Litestar has read them before.


def _header(scope: Scope, wanted: bytes) -> bytes | None:
    return next((value for name, value in scope["headers"] if name == wanted), None)


def _size(content: bytes) -> bytes:
    return str(len(content)).encode()
