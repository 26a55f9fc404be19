"""大猿人 ("yrapi"): phone and utility top-ups in China. Facts and their lies: README.md."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

import msgspec

from ..contract import Callback, Clock, RechargeOrder
from ..errors import OutcomeUnknown
from ..http import Line, decode
from ..money import fen, yuan
from ..notices import event_key, ours, read_form
from ..outcomes import Accepted, Duplicate, Missing, Outcome, Unknown
from . import states, wire

T = TypeVar("T")

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Dayuanren:
    """Speaks to one operator of the 大猿人 software; each has its own address."""

    KEYS = frozenset({"userid", "apikey"})

    # No gate is documented; they charge phones in minutes, so nothing is lost by waiting.
    first_query_after_seconds = 10
    min_query_interval_seconds = 10
    # How soon an order can be found is not documented either.
    missing_after_seconds = 3600
    ack = b"success"
    ack_media_type = "text/plain"

    def __init__(self, *, name: str, line: Line, keys: Mapping[str, str], clock: Clock) -> None:
        self.name = name
        self.line = line
        self._userid = keys["userid"]
        self._key = keys["apikey"]

    async def submit(self, order: RechargeOrder) -> Outcome:
        """Ask for one delivery. Repeated only while nothing was sent."""
        return states.refusal(order) or await self.line.submit(self._submit, order)

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
        """Read a form. Raises CallbackRejected when it is not an order's news."""
        fields = read_form(raw)
        is_verified = wire.is_genuine(fields, self._key)
        return Callback(
            reference=ours(fields.get("out_trade_num", "")),
            event_key=event_key(raw),
            remote_no=fields.get("order_number") or None,
            hint=states.hint(fields) if is_verified else None,
            is_verified=is_verified,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self.line.aclose()

    async def _submit(self, order: RechargeOrder) -> Outcome:
        reply = await self._call(
            "recharge",
            out_trade_num=order.reference,
            product_id=order.sku,
            mobile=order.account,
            notify_url=order.callback_url,
            amount=wire.plain(yuan(order.face_fen)),
            price=wire.plain(yuan(order.price_cap_fen)),
        )
        errno, message = str(reply.errno), reply.errmsg or ""
        if errno == states.OK:
            placed = _inner(reply, wire.Placed)
            if placed.out_trade_num != order.reference:
                return Unknown("the answer is about another order")
            return Accepted(states.text(placed.order_number))
        if states.is_duplicate(message):
            return Duplicate()
        return states.rejected(errno, message) or Unknown(f"errno {errno:.40}")

    async def _query(self, reference: str) -> Outcome:
        reply = await self._call("check", out_trade_nums=reference)
        if str(reply.errno) != states.OK:
            return Unknown(f"errno {reply.errno!s:.40}")
        orders = _orders(reply)
        if not orders:
            return Missing()
        if len(orders) > 1 or orders[0].out_trade_num != reference:
            return Unknown("the answer is about another order")
        return states.outcome(orders[0])

    async def _balance(self) -> int | None:
        reply = await self._call("user")
        if str(reply.errno) != states.OK:
            raise OutcomeUnknown(f"errno {reply.errno!s:.40}")
        return fen(_inner(reply, wire.Account).balance)

    async def _call(self, verb: str, **fields: str) -> wire.Envelope:
        body = wire.form({"userid": self._userid, **fields}, self._key)
        path = f"/yrapi.php/index/{verb}"
        return decode(
            await self.line.send("POST", path, content=body, headers=FORM), wire.Envelope
        )


def _orders(reply: wire.Envelope) -> tuple[wire.Order, ...]:
    """Read a list, which the manual calls an object; so one object is read as well."""
    if bytes(reply.data).lstrip()[:1] == b"{":
        return (_inner(reply, wire.Order),)
    return _inner(reply, tuple[wire.Order, ...])


def _inner(reply: wire.Envelope, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(reply.data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise OutcomeUnknown(f"unreadable data: {error}") from error
