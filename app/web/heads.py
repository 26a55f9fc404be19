"""HEAD is answered as GET would be, without the body: for uptime checks and link previews."""

import asyncio

from litestar.enums import ScopeType
from litestar.types import (
    ASGIApp,
    HTTPDisconnectEvent,
    HTTPReceiveMessage,
    HTTPRequestEvent,
    Message,
    Receive,
    Scope,
    Send,
)


class Heads:
    """Asks the application with GET and keeps its body; no route knows of HEAD."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        asked: Scope = {**scope, "method": "GET"}
        head = _Head(send)
        await self.app(asked, head.receive, head.send)


class _Head:
    """One answer that ends where its body would begin."""

    def __init__(self, send: Send) -> None:
        self.onward = send
        self.is_asked = False
        self.over = asyncio.Event()

    async def send(self, message: Message) -> None:
        if self.over.is_set():
            return
        if message["type"] == "http.response.start":
            await self.onward(message)
            return
        self.over.set()
        await self.onward({"type": "http.response.body", "body": b"", "more_body": False})

    async def receive(self) -> HTTPReceiveMessage:
        """Give no body, then say that the caller has gone: so a stream ends as well."""
        if not self.is_asked:
            self.is_asked = True
            return HTTPRequestEvent(type="http.request", body=b"", more_body=False)
        await self.over.wait()
        return HTTPDisconnectEvent(type="http.disconnect")
