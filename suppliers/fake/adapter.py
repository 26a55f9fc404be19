"""The fake supplier: for the demo, for tests, and as the smallest example of an adapter."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

import msgspec

from ..contract import Callback, Clock, RechargeOrder
from ..errors import CallbackRejected, OutcomeUnknown
from ..http import BODY_LIMIT, Line, Reply, decode
from ..outcomes import (
    Accepted,
    Card,
    Delivered,
    Duplicate,
    Missing,
    Outcome,
    Partial,
    Processing,
    Rejected,
    Unknown,
)
from . import wire

# Their codes that mean no. What is not listed here is not a no.
REFUSALS = {
    "refused": Rejected(code="refused", message="the supplier refuses this account"),
}


class Fake:
    """Speaks to `python -m suppliers.fake`."""

    KEYS = frozenset({"secret"})

    first_query_after_seconds = 2
    min_query_interval_seconds = 2
    missing_after_seconds = 600
    ack = b"ok"
    ack_media_type = "text/plain"

    def __init__(self, *, name: str, line: Line, keys: Mapping[str, str], clock: Clock) -> None:
        self.name = name
        self.line = line
        self.clock = clock
        self._secret = keys["secret"]

    async def submit(self, order: RechargeOrder) -> Outcome:
        """Ask for one delivery. Repeated only while nothing was sent."""
        return await self.line.submit(self._submit, order)

    async def query(
        self, reference: str, *, submitted_at: datetime, remote_no: str | None = None
    ) -> Outcome:
        """Ask what became of `reference`. Safe to repeat."""
        return await self.line.query(self._query, reference)

    async def balance(self) -> int | None:
        """Ask what we have left, in fen; None when they cannot say."""
        left = await self.line.query(self._balance)
        return None if isinstance(left, Unknown) else left

    def read_callback(self, raw: bytes, headers: Mapping[str, str]) -> Callback:
        """Read what they posted. Raises CallbackRejected when it is not an order's news.

        The age of the signature is not checked: callbacks are stored first and may be read
        after a long outage, and a repeated one is known by its `event_key`.
        """
        if len(raw) > BODY_LIMIT:
            raise CallbackRejected("too long")
        try:
            told = msgspec.json.decode(raw, type=wire.OrderReply)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise CallbackRejected("not an order's news") from error
        if not told.reference:
            raise CallbackRejected("no reference")
        is_verified = self._is_genuine(raw, {key.lower(): headers[key] for key in headers})
        return Callback(
            reference=told.reference,
            event_key=hashlib.sha256(raw).hexdigest(),
            remote_no=told.remote_no,
            hint=_outcome(told) if is_verified else None,
            is_verified=is_verified,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self.line.aclose()

    async def _submit(self, order: RechargeOrder) -> Outcome:
        request = wire.OrderRequest(
            reference=order.reference,
            sku=order.sku,
            account=order.account,
            quantity=order.quantity,
            face_fen=order.face_fen,
            price_cap_fen=order.price_cap_fen,
            callback_url=order.callback_url,
            kind=order.kind,
        )
        reply = await self._post("/orders", request)
        return _outcome(_about(order.reference, decode(reply, wire.OrderReply)))

    async def _query(self, reference: str) -> Outcome:
        reply = await self._post("/queries", wire.QueryRequest(reference))
        return _outcome(_about(reference, decode(reply, wire.OrderReply)))

    async def _balance(self) -> int:
        return decode(await self._post("/balance", {}), wire.BalanceReply).balance_fen

    async def _post(self, path: str, body: msgspec.Struct | dict[str, str]) -> Reply:
        content = msgspec.json.encode(body)
        headers = wire.signed(self._secret, f"{self.clock().timestamp():.0f}", content)
        reply = await self.line.send("POST", path, content=content, headers=headers)
        if not self._is_genuine(reply.content, reply.headers):
            raise OutcomeUnknown(f"{path} was not answered by the supplier")
        return reply

    def _is_genuine(self, body: bytes, headers: Mapping[str, str]) -> bool:
        stamp, signature = headers.get(wire.STAMP, ""), headers.get(wire.SIGNATURE, "")
        return wire.is_genuine(self._secret, stamp, signature, body)


def _about(reference: str, reply: wire.OrderReply) -> wire.OrderReply:
    """Take an answer only as an answer to what was asked."""
    if reply.reference != reference:
        raise OutcomeUnknown("the answer is about another order")
    return reply


def _outcome(reply: wire.OrderReply) -> Outcome:
    """Translate their state. A state or code that we do not know is not a no."""
    match reply.state:
        case "accepted":
            return Accepted(reply.remote_no)
        case "processing":
            return Processing(reply.remote_no)
        case "delivered":
            cards = tuple(
                Card(card.number, card.password, card.expires) for card in reply.cards
            )
            return Delivered(reply.remote_no, reply.cost_fen, cards)
        case "partial":
            return Partial(reply.remote_no, reply.delivered_fen, reply.message)
        case "duplicate":
            return Duplicate(reply.remote_no)
        case "missing":
            return Missing()
        case "rejected" if reply.code in REFUSALS:
            return REFUSALS[reply.code]
    return Unknown(f"state {reply.state!r:.40}, code {reply.code!r:.40}")
