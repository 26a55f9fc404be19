"""Fulu 福禄: memberships, phone top-ups and card codes. Facts and their lies: README.md."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from ..contract import Callback, Clock, Kind, RechargeOrder
from ..errors import CallbackRejected, ConfigurationRefused, OutcomeUnknown
from ..http import BODY_LIMIT, Line, decode
from ..money import fen
from ..outcomes import Accepted, Duplicate, Missing, Outcome, Rejected, Unknown
from . import states, wire

T = TypeVar("T")

PATH = "/api/getway"


class Fulu:
    """Speaks to Fulu's open gateway, version 2.0."""

    KEYS = frozenset({"app_key", "app_secret"})

    first_query_after_seconds = 3
    min_query_interval_seconds = 3
    # How soon an order can be found is not documented, so absence proves nothing for an hour.
    missing_after_seconds = 3600
    ack = b"success"
    ack_media_type = "text/plain"

    def __init__(self, *, name: str, line: Line, keys: Mapping[str, str], clock: Clock) -> None:
        secret = keys["app_secret"]
        if not (len(secret) == 32 and secret.isascii()):
            raise ConfigurationRefused(
                f'The app_secret of supplier "{name}" must be 32 ASCII characters.'
            )
        self.name = name
        self.line = line
        self.clock = clock
        self._app_key = keys["app_key"]
        self._secret = secret

    async def submit(self, order: RechargeOrder) -> Outcome:
        """Ask for one delivery. Repeated only while nothing was sent."""
        return states.refusal(order) or await self.line.submit(self._submit, order)

    async def query(
        self, reference: str, *, submitted_at: datetime, remote_no: str | None = None
    ) -> Outcome:
        """Ask what became of `reference`; the only way to get card codes. Safe to repeat."""
        return await self.line.query(self._query, reference)

    async def balance(self) -> int | None:
        """Ask what we have left, in fen; None when they cannot say."""
        left = await self.line.query(self._balance)
        return None if isinstance(left, Unknown) else left

    def read_callback(self, raw: bytes, headers: Mapping[str, str]) -> Callback:
        """Read what they posted. Raises CallbackRejected when it is not an order's news.

        How they sign callbacks is not documented; the rule of their requests is tried, and
        where it does not hold the callback is an unverified hint.
        """
        if len(raw) > BODY_LIMIT:
            raise CallbackRejected("too long")
        try:
            told = msgspec.json.decode(raw, type=wire.Notice)
            fields: dict[str, Any] = msgspec.json.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise CallbackRejected("not an order's news") from error
        if not told.customer_order_no:
            raise CallbackRejected("no customer_order_no")
        text = msgspec.json.encode({k: v for k, v in fields.items() if k != "sign"}).decode()
        is_verified = wire.is_genuine(text, told.sign, self._secret)
        return Callback(
            reference=told.customer_order_no,
            event_key=hashlib.sha256(raw).hexdigest(),
            remote_no=states.remote_no(told.order_id),
            hint=states.hint(told) if is_verified else None,
            is_verified=is_verified,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self.line.aclose()

    async def _submit(self, order: RechargeOrder) -> Outcome:
        reply = await self._call(*_request(order))
        code = str(reply.code)
        if code == "0":
            placed = _inner(reply, wire.Order)
            if placed.customer_order_no != order.reference:
                return Unknown("the answer is about another order")
            return Accepted(states.remote_no(placed.order_id))
        if states.is_duplicate(code, reply.message):
            return Duplicate()
        if code in states.REFUSALS:
            return Rejected(code=code, message=reply.message or "")
        return Unknown(f"code {code:.40}")

    async def _query(self, reference: str) -> Outcome:
        reply = await self._call("fulu.order.info.get", wire.OrderInfoGet(reference))
        if str(reply.code) != "0":
            if states.is_missing(reply.message):
                return Missing()
            return Unknown(f"code {reply.code!s:.40}")
        found = _inner(reply, wire.Order)
        if found.customer_order_no != reference:
            return Unknown("the answer is about another order")
        return states.outcome(found, self._secret)

    async def _balance(self) -> int | None:
        reply = await self._call("fulu.user.info.get", {})
        if str(reply.code) != "0":
            raise OutcomeUnknown(f"code {reply.code!s:.40}")
        return fen(_inner(reply, wire.Account).balance)

    async def _call(self, method: str, content: msgspec.Struct | dict[str, str]) -> wire.Reply:
        """Make one call and verify who answered. A success must be signed."""
        request = wire.Request(
            app_key=self._app_key,
            method=method,
            timestamp=wire.timestamp(self.clock()),
            biz_content=msgspec.json.encode(content).decode(),
        )
        body = msgspec.json.encode(wire.seal(request, self._secret))
        headers = {"Content-Type": "application/json"}
        sent = await self.line.send("POST", PATH, content=body, headers=headers)
        reply = decode(sent, wire.Reply)
        is_unsigned_refusal = str(reply.code) != "0" and not reply.sign
        if not is_unsigned_refusal and not wire.is_genuine(
            reply.result or "", reply.sign, self._secret
        ):
            raise OutcomeUnknown("the answer is not signed by Fulu")
        return reply


def _request(order: RechargeOrder) -> tuple[str, msgspec.Struct]:
    sku = int(order.sku)
    if order.kind == Kind.CARD:
        return "fulu.order.card.add", wire.CardAdd(sku, order.quantity, order.reference)
    return "fulu.order.direct.add", wire.DirectAdd(
        sku, order.reference, order.account, order.quantity
    )


def _inner(reply: wire.Reply, kind: type[T]) -> T:
    """Read the JSON that stands inside the JSON."""
    try:
        return msgspec.json.decode(reply.result or "", type=kind)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise OutcomeUnknown(f"unreadable result: {error}") from error
