"""Mifeng 蜜蜂汇云: memberships, phone, cards in China. Facts and their lies: README.md."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

import msgspec

from ..contract import Callback, Clock, Kind, RechargeOrder
from ..errors import OutcomeUnknown
from ..http import Line, decode
from ..money import fen, yuan
from ..notices import bounded, event_key, ours, read_form, read_object
from ..outcomes import Accepted, Duplicate, Missing, Outcome, Unknown
from . import states, wire

T = TypeVar("T")


class Mifeng:
    """Speaks to Mifeng's merchant gateway."""

    KEYS = frozenset({"app_key", "app_secret"})

    # They forbid a query in the first minute, and a second one within a minute.
    first_query_after_seconds = 60
    min_query_interval_seconds = 60
    # Their pages say one minute and five; ten costs us nothing but patience.
    missing_after_seconds = 600
    ack = b"SUCCESS"
    ack_media_type = "text/plain"

    def __init__(self, *, name: str, line: Line, keys: Mapping[str, str], clock: Clock) -> None:
        self.name = name
        self.line = line
        self.clock = clock
        self._app_key = keys["app_key"]
        self._secret = keys["app_secret"]

    async def submit(self, order: RechargeOrder) -> Outcome:
        """Ask for one delivery. Repeated only while nothing was sent."""
        return states.refusal(order) or await self.line.submit(self._submit, order)

    async def query(
        self, reference: str, *, submitted_at: datetime, remote_no: str | None = None
    ) -> Outcome:
        """Ask what became of `reference`; by their own number where they told it.

        By ours they find an order only with the second of its submission, as they saw it. We
        know it roughly, so what they do not find that way proves nothing.
        """
        return await self.line.query(self._query, reference, submitted_at, remote_no)

    async def balance(self) -> int | None:
        """Ask what we have left, in fen; None when they cannot say."""
        left = await self.line.query(self._balance)
        return None if isinstance(left, Unknown) else left

    def read_callback(self, raw: bytes, headers: Mapping[str, str]) -> Callback:
        """Read a form or an object. Raises CallbackRejected when it is not an order's news."""
        is_object = bounded(raw).lstrip()[:1] == b"{"
        fields = read_object(raw) if is_object else read_form(raw)
        is_verified = wire.is_genuine(fields, self._secret)
        return Callback(
            reference=ours(fields.get("third_id", "")),
            event_key=event_key(raw),
            remote_no=fields.get("order_id") or None,
            hint=states.hint(fields) if is_verified else None,
            is_verified=is_verified,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self.line.aclose()

    async def _submit(self, order: RechargeOrder) -> Outcome:
        fields = {
            "third_id": order.reference,
            "miniunit_id": order.sku,
            "call_back_url": order.callback_url,
        }
        reply = await self._call("/api/merchant/upload_order", fields, _datas(order))
        code = str(reply.code)
        if code == states.OK:
            placed = _about(order.reference, reply)
            return Accepted(states.remote_no(placed))
        if code == states.DUPLICATE:
            return Duplicate()
        return states.rejected(code, reply.message) or Unknown(f"code {code:.40}")

    async def _query(
        self, reference: str, submitted_at: datetime, remote_no: str | None
    ) -> Outcome:
        by_second = {"third_id": reference, "time": f"{submitted_at.timestamp():.0f}"}
        fields = {"order_id": remote_no} if remote_no else by_second
        reply = await self._call("/api/merchant/order_info", fields)
        code = str(reply.code)
        if code == states.OK:
            return states.outcome(_about(reference, reply))
        if code == states.MISSING and remote_no:
            return Missing()
        return Unknown(f"code {code:.40}")

    async def _balance(self) -> int | None:
        reply = await self._call("/api/merchant/account", {})
        if str(reply.code) != states.OK:
            raise OutcomeUnknown(f"code {reply.code!s:.40}")
        return fen(_inner(reply, wire.Account).balance)

    async def _call(
        self, path: str, fields: Mapping[str, str], datas: wire.Datas | None = None
    ) -> wire.Envelope:
        body = wire.request(
            fields, app_key=self._app_key, secret=self._secret, now=self.clock(), datas=datas
        )
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return decode(
            await self.line.send("POST", path, content=body, headers=headers), wire.Envelope
        )


def _datas(order: RechargeOrder) -> wire.Datas:
    """Cap the cost of one piece: whether the cap is for one or for all is not said."""
    most = yuan(order.price_cap_fen // order.quantity)
    if order.kind == Kind.CARD:
        return wire.Datas(max_amount=most, target=order.account, num=order.quantity)
    return wire.Datas(max_amount=most, target=order.account)


def _about(reference: str, reply: wire.Envelope) -> wire.Order:
    """Take an answer only as an answer to what was asked."""
    order = _inner(reply, wire.Order)
    if order.third_id != reference:
        raise OutcomeUnknown("the answer is about another order")
    return order


def _inner(reply: wire.Envelope, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(reply.data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        # What could not be read may be a card: the error of msgspec names the field only.
        raise OutcomeUnknown(f"unreadable data: {error}") from error
