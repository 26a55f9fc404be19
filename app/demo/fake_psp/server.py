"""The fake provider as an ASGI application: `/v3` (signed), `/pay`, `/truth`, `/control`."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import httpx
import msgspec

from . import wire
from .asgi import BODY_LIMIT, Message, Receive, Send, headers_of, live, read, respond
from .bank import Bank, Refused, Reply, decode
from .behaviour import Behaviour
from .keys import Keys
from .notices import deliver_notices
from .page import page
from .seal import Seal
from .truth import Truth

TRADES = "/v3/pay/transactions/out-trade-no/"
REFUNDS = "/v3/refund/domestic/refunds"
SILENCE_SECONDS = 30
NOTICES_EVERY_SECONDS = 0.1
PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


class FakePsp:
    """One provider over one truth; its time is what `clock` says."""

    def __init__(
        self, truth: Truth, *, keys: Keys, clock: Callable[[], datetime], shop_url: str
    ) -> None:
        self.bank = Bank(truth)
        self.seal = Seal(keys)
        self.clock = clock
        self.shop_url = shop_url

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or not, as the behaviour wants it."""
        if scope["type"] == "lifespan":
            return await live(self._deliver, receive, send)
        if scope["type"] != "http":
            return None
        body = await read(receive)
        if len(body) > BODY_LIMIT:
            return await respond(send, 413, b"", {})
        if scope["path"].startswith("/pay/"):
            return await self._pay(scope, send)
        if not scope["path"].startswith("/v3/"):
            return await self._steer(scope, body, send)
        return await self._serve(scope, body, receive, send)

    async def _serve(self, scope: Message, body: bytes, receive: Receive, send: Send) -> None:
        try:
            verb, reply = self._answer(scope, body)
        except Refused as refused:
            verb, reply = "", refused.reply
        if verb and verb == self.bank.behaviour.silent_on:
            return await self._stay_silent(receive)
        told = b"" if reply.body is None else msgspec.json.encode(reply.body)
        behaviour = self.bank.behaviour
        is_unsigned = behaviour.is_terse and reply.status >= 400
        headers = self.seal.signed(told, now=self.clock(), behaviour=behaviour)
        return await respond(send, reply.status, told, {} if is_unsigned else headers)

    def _answer(self, scope: Message, body: bytes) -> tuple[str, Reply]:
        self._check(scope, body)
        verb, argument = _route(scope["method"], scope["path"])
        if verb == self.bank.behaviour.fails_on:
            raise Refused(500, "SYSTEM_ERROR")
        match verb:
            case "prepay":
                return verb, self.bank.prepay(body)
            case "query":
                return verb, self.bank.query(argument)
            case "close":
                return verb, self.bank.close(argument)
            case "refund":
                return verb, self.bank.refund(body, self.clock())
        return verb, self.bank.query_refund(argument)

    def _check(self, scope: Message, body: bytes) -> None:
        query = scope["query_string"].decode("latin-1")
        is_genuine = self.seal.is_merchants(
            scope["method"],
            f"{scope['path']}?{query}" if query else scope["path"],
            body,
            authorization=headers_of(scope).get("authorization", ""),
            now=self.clock(),
        )
        if not is_genuine:
            raise Refused(401, "SIGN_ERROR")

    async def _pay(self, scope: Message, send: Send) -> None:
        prepay_id = scope["path"].removeprefix("/pay/")
        charge = self.bank.truth.prepaid(prepay_id)
        if charge is None:
            return await respond(send, 404, b"", PAGE_HEADERS)
        back = _web(charge["return_url"]) or self.shop_url
        if scope["method"] == "POST":
            self.bank.truth.pay(prepay_id, self.clock())
            return await respond(send, 303, b"", {"Location": back})
        language = headers_of(scope).get("accept-language", "zh")
        drawn = page(charge, language=language, back=back, now=self.clock())
        return await respond(send, 200, drawn.encode(), PAGE_HEADERS)

    async def _steer(self, scope: Message, body: bytes, send: Send) -> None:
        try:
            reply = self._control(scope["method"], scope["path"], body)
        except Refused as refused:
            reply = refused.reply
        await respond(send, reply.status, msgspec.json.encode(reply.body), {})

    def _control(self, method: str, path: str, body: bytes) -> Reply:
        match method, path:
            case "GET", "/health":
                return Reply(200, {"ok": True})
            case "GET", "/truth":
                return Reply(200, self.bank.truth.everything())
            case "GET", "/control":
                return Reply(200, self.bank.behaviour)
            case "POST", "/control":
                self.bank.behaviour = decode(body, Behaviour)
                return Reply(200, self.bank.behaviour)
            case "POST", "/control/notices":
                self.bank.truth.repeat_notices(self.clock())
                return Reply(202, {})
            case "POST", "/control/refunds":
                end = decode(body, wire.RefundEnd)
                self.bank.truth.end_refund(end.out_refund_no, end.status, self.clock())
                return Reply(200, {})
        raise Refused(404, "NOT_FOUND")

    async def _deliver(self) -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            while True:
                await deliver_notices(self.bank, client, seal=self.seal, clock=self.clock)
                await asyncio.sleep(NOTICES_EVERY_SECONDS)

    async def _stay_silent(self, receive: Receive) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SILENCE_SECONDS):
                while (await receive())["type"] != "http.disconnect":
                    pass


def _route(method: str, path: str) -> tuple[str, str]:
    """Tell the verb and the number in its path. Raises Refused."""
    if (method, path) == ("POST", "/v3/pay/transactions/jsapi"):
        return "prepay", ""
    if (method, path) == ("POST", REFUNDS):
        return "refund", ""
    if method == "GET" and path.startswith(f"{REFUNDS}/"):
        return "query_refund", path.removeprefix(f"{REFUNDS}/")
    if method == "POST" and path.startswith(TRADES) and path.endswith("/close"):
        return "close", path.removeprefix(TRADES).removesuffix("/close")
    if method == "GET" and path.startswith(TRADES):
        return "query", path.removeprefix(TRADES)
    raise Refused(404, "NOT_FOUND")


def _web(url: str) -> str | None:
    """Keep a web address; a link never runs a script."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    is_plain = url.isascii() and url.isprintable()
    return url if parts.scheme in {"http", "https"} and is_plain else None
