"""What each answer to a program carries beside its content, and how old a program may be."""

import re
from typing import Any

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from app.kit.errors import MallError

API = "/api/v1/"
# A program that is too old must still learn how old it may be.
ALWAYS = ("/api/v1/config",)
_TOLD = re.compile(r"[A-Za-z][\w-]{0,19}/(\d{1,5})\.(\d{1,5})\.(\d{1,5})(?![\d.])")

Version = tuple[int, ...]


class ClientTooOld(MallError):
    """The program says by X-Client that it is older than LAUREL_CLIENT_MINIMUM."""

    status = 426
    code = "client_too_old"
    action = "update_app"


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """How often something may be done, and how much of that is left in this window."""

    name: str
    most: int
    window_seconds: int
    left: int
    resets_in_seconds: int

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Spell it as the IETF's draft on RateLimit headers does."""
        policy = f'"{self.name}";q={self.most};w={self.window_seconds}'
        left = f'"{self.name}";r={self.left};t={self.resets_in_seconds}'
        return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", left.encode())]


class Clients:
    """Marks programs that are too old, and adds the RateLimit headers of what was counted."""

    def __init__(self, app: ASGIApp, *, minimum: str) -> None:
        self.app = app
        self.minimum = _numbers(minimum.split("."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope["path"].startswith(API):
            await self.app(scope, receive, send)
            return
        if self._is_outdated(scope):
            scope["state"]["is_outdated"] = True

        async def counted(message: Message) -> None:
            rate: Rate | None = scope["state"].get("rate")
            if message["type"] == "http.response.start" and rate is not None:
                message["headers"] = [*message.get("headers", ()), *rate.headers()]
            await send(message)

        await self.app(scope, receive, counted)

    def _is_outdated(self, scope: Scope) -> bool:
        """A program that tells no version is not judged."""
        if not self.minimum or scope["path"] in ALWAYS:
            return False
        told = next((value for name, value in scope["headers"] if name == b"x-client"), b"")
        found = _TOLD.match(told.decode("latin-1"))
        return found is not None and _numbers(found.groups()) < self.minimum


async def not_too_old(
    connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
) -> None:
    """Let a program in that is new enough. Raises ClientTooOld."""
    if connection.scope["state"].get("is_outdated"):
        raise ClientTooOld(minimum=connection.app.state.settings.client_minimum)


def _numbers(written: Any) -> Version:
    return tuple(int(one) for one in written if one)
