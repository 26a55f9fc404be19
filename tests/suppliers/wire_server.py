"""The part of a supplier's server that has nothing to do with the supplier."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass
class WireServer:
    """An ASGI application; `orders` is the truth, `submits` every submission seen.

    The account's last three digits decide: 1xx delivers, 2xx stays under way, 4xx is refused,
    5xx answers HTTP 500 and delivers.
    """

    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    submits: list[str] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            for kind in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{kind}.complete"})
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        asked = Asked(
            scope["method"], scope["path"], scope["query_string"].decode(), headers, body
        )
        status, reply = self.answer(asked)
        lines = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": lines})
        await send({"type": "http.response.body", "body": json.dumps(reply).encode()})

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Do what this supplier does."""
        raise NotImplementedError
