"""The little of ASGI that this program needs."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODY_LIMIT = 64 * 1024


async def read(receive: Receive) -> bytes:
    """Read a body, and no more of it than shows that it is too long."""
    body = bytearray()
    while len(body) <= BODY_LIMIT:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body", False):
            break
    return bytes(body)


async def respond(send: Send, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    """Send a whole answer."""
    told = {"Content-Type": "application/json", **headers}
    pairs = [(name.lower().encode(), value.encode("latin-1")) for name, value in told.items()]
    if status != 204:
        pairs.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


def headers_of(scope: Message) -> dict[str, str]:
    """The headers of a request, names in lower case."""
    return {
        name.decode("latin-1").lower(): value.decode("latin-1")
        for name, value in scope["headers"]
    }


async def live(
    work: Callable[[], Coroutine[Any, Any, None]], receive: Receive, send: Send
) -> None:
    """Run `work` beside the server, from its start to its stop."""
    await receive()
    running = asyncio.create_task(work())
    await send({"type": "lifespan.startup.complete"})
    await receive()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    await send({"type": "lifespan.shutdown.complete"})
