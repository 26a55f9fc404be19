"""The fake supplier as an ASGI application. It forgets nothing but what 7xx wants forgotten."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeVar

import httpx
import msgspec

from ..contract import Clock
from . import behaviour, statement, wire
from .behaviour import Does, Says, Timing
from .callbacks import call_back
from .truth import Truth

T = TypeVar("T")
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODY_LIMIT = 64 * 1024
MOST_CARDS = 100
CALLBACK_EVERY_SECONDS = 0.5
STATEMENT = {
    "content-type": "text/csv; charset=gb18030",
    "content-disposition": 'attachment; filename="statement.csv"',
}


class _Refused(Exception):
    """The request is refused with `status`, before anything happens."""

    def __init__(self, status: int) -> None:
        self.status = status


class FakeSupplier:
    """POST /orders, /queries, /balance (signed); GET /truth, /health (for this machine)."""

    def __init__(self, truth: Truth, *, secret: str, clock: Clock, timing: Timing) -> None:
        self.truth = truth
        self.secret = secret
        self.clock = clock
        self.timing = timing
        self.closing = asyncio.Event()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or not, as the account wants it."""
        if scope["type"] == "lifespan":
            return await self._live(receive, send)
        if scope["type"] != "http":
            return None
        if (scope["method"], scope["path"]) == ("GET", "/statement.csv"):
            file = statement.written(self.truth, scope["query_string"], self.clock())
            return await _respond(send, 200, file, STATEMENT)
        try:
            reply = await self._answer(scope, receive)
        except _Refused as refused:
            return await _respond(send, refused.status, b"", {})
        if reply is None:
            return await self._stay_silent(receive)
        body = msgspec.json.encode(reply)
        return await _respond(send, 200, body, wire.signed(self.secret, self._stamp(), body))

    async def run_callbacks(self) -> None:
        """Call back whoever is due, until cancelled."""
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            while True:
                await call_back(
                    self.truth,
                    client,
                    secret=self.secret,
                    clock=self.clock,
                    fast=self.timing.fast,
                )
                await asyncio.sleep(CALLBACK_EVERY_SECONDS / self.timing.fast)

    async def _answer(self, scope: Message, receive: Receive) -> object | None:
        match scope["method"], scope["path"]:
            case "GET", "/health":
                return {"ok": True}
            case "GET", "/truth":
                return self.truth.summary(self.clock())
            case "POST", "/orders":
                return self._order(await self._signed_body(scope, receive))
            case "POST", "/queries":
                return self._query(await self._signed_body(scope, receive))
            case "POST", "/balance":
                await self._signed_body(scope, receive)
                return wire.BalanceReply(self.truth.balance_fen())
        raise _Refused(404)

    def _order(self, body: bytes) -> wire.OrderReply | None:
        order = _decode(body, wire.OrderRequest)
        if not order.reference or not 1 <= order.quantity <= MOST_CARDS or order.face_fen < 0:
            raise _Refused(422)
        now = self.clock()
        plan = behaviour.plan(order.account, self.timing)
        self.truth.note("submit", order.reference, order.account, now)
        is_new = plan.does != Does.FORGET and self.truth.place(order, plan, now)
        if plan.says == Says.NOTHING:
            return None
        if plan.says == Says.ERROR:
            raise _Refused(500)
        reply = self.truth.reply(order.reference, now)
        if not is_new:
            return wire.OrderReply(
                reference=order.reference, state="duplicate", remote_no=reply.remote_no
            )
        if plan.says == Says.ACCEPTED:
            return msgspec.structs.replace(reply, state="accepted")
        return reply

    def _query(self, body: bytes) -> wire.OrderReply:
        reference, now = _decode(body, wire.QueryRequest).reference, self.clock()
        self.truth.note("query", reference, "", now)
        return self.truth.reply(reference, now)

    async def _signed_body(self, scope: Message, receive: Receive) -> bytes:
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise _Refused(400)
            body += message.get("body", b"")
            if len(body) > BODY_LIMIT:
                raise _Refused(413)
            if not message.get("more_body", False):
                break
        headers = {key.decode("latin-1").lower(): value for key, value in scope["headers"]}
        stamp = headers.get(wire.STAMP, b"").decode("latin-1")
        signature = headers.get(wire.SIGNATURE, b"").decode("latin-1")
        if not wire.is_genuine(self.secret, stamp, signature, bytes(body)):
            raise _Refused(401)
        return bytes(body)

    async def _stay_silent(self, receive: Receive) -> None:
        """Keep the caller waiting until it gives up, or we close, or it is enough."""
        ends = {
            asyncio.create_task(_hung_up(receive)),
            asyncio.create_task(self.closing.wait()),
        }
        enough = self.timing.silence_seconds / self.timing.fast
        await asyncio.wait(ends, timeout=enough, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        calls = asyncio.create_task(self.run_callbacks())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        calls.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await calls
        await send({"type": "lifespan.shutdown.complete"})

    def _stamp(self) -> str:
        return f"{self.clock().timestamp():.0f}"


async def _hung_up(receive: Receive) -> bool:
    while (await receive())["type"] != "http.disconnect":
        pass
    return True


def _decode(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _Refused(422) from error


async def _respond(send: Send, status: int, body: bytes, headers: dict[str, str]) -> None:
    pairs = [(key.encode(), value.encode()) for key, value in headers.items()]
    pairs.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})
