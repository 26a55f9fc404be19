"""Tremendous: gift cards and payouts abroad. Facts and their lies: README.md."""

from collections.abc import Container, Mapping
from datetime import datetime
from decimal import Decimal
from urllib.parse import quote

import msgspec

from ..contract import Callback, Clock, RechargeOrder
from ..errors import CallbackRejected, OutcomeUnknown
from ..http import Line, Reply, decode
from ..notices import bounded, event_key, ours
from ..outcomes import Accepted, Missing, Outcome, Processing, Unknown
from . import states, wire

BASE = "/api/v2"
# 200 is a new order, 201 the one that they had already under this number.
TAKEN = frozenset({200, 201})
CONFLICT = 409


class Tremendous:
    """Speaks to Tremendous' API, version 2."""

    KEYS = frozenset({"api_key", "webhook_key"})

    first_query_after_seconds = 5
    min_query_interval_seconds = 5
    # Orders of one reward are made while we wait; the hour is for an answer that was lost.
    missing_after_seconds = 3600
    ack = b"ok"
    ack_media_type = "text/plain"

    def __init__(self, *, name: str, line: Line, keys: Mapping[str, str], clock: Clock) -> None:
        self.name = name
        self.line = line
        self._api_key = keys["api_key"]
        self._webhook_key = keys["webhook_key"]

    async def submit(self, order: RechargeOrder) -> Outcome:
        """Ask for one reward. Repeated only while nothing was sent."""
        return states.refusal(order) or await self.line.submit(self._submit, order)

    async def query(
        self, reference: str, *, submitted_at: datetime, remote_no: str | None = None
    ) -> Outcome:
        """Ask what became of `reference`, and for its link. Safe to repeat."""
        return await self.line.query(self._query, reference)

    async def balance(self) -> int | None:
        """Give None: they keep our money in their currency, and no rate is ours to guess."""
        return None

    def read_callback(self, raw: bytes, headers: Mapping[str, str]) -> Callback:
        """Read a webhook. Raises CallbackRejected when it is not one.

        It speaks of their number, which stands for `reference`. Only a verified `uuid` names
        the event, so that no stranger can use one up.
        """
        try:
            told = msgspec.json.decode(bounded(raw), type=wire.Event)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise CallbackRejected("not a webhook") from error
        given = {name.lower(): value for name, value in headers.items()}
        signature = given.get(wire.SIGNATURE, "")
        is_verified = wire.is_genuine(raw, signature, self._webhook_key)
        resource = told.payload.resource
        return Callback(
            reference=ours(resource.id),
            event_key=ours(told.uuid) if is_verified else event_key(raw),
            remote_no=resource.id if resource.type == "orders" else None,
            hint=states.hint(told) if is_verified else None,
            is_verified=is_verified,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self.line.aclose()

    async def _submit(self, order: RechargeOrder) -> Outcome:
        expects = TAKEN | states.REFUSED | {CONFLICT}
        reply = await self._send("POST", "/orders", _body(order), expects)
        if reply.status == CONFLICT:
            # Our own mistake, but an order exists under this number: never a refusal.
            return Unknown("409: another order stands under this number")
        if reply.status in states.REFUSED:
            return states.rejected(reply.status, decode(reply, wire.Refusal).errors)
        placed = _about(order.reference, reply)
        if states.lacks_link(placed):
            return Accepted(placed.id)
        taken = states.outcome(placed)
        return Accepted(taken.remote_no) if isinstance(taken, Processing) else taken

    async def _query(self, reference: str) -> Outcome:
        path = f"/orders/{quote(reference, safe='')}"
        reply = await self._send("GET", path, expects={200, 404})
        if reply.status == 404:
            decode(reply, wire.Refusal)  # A proxy's 404 says nothing about an order.
            return Missing()
        found = _about(reference, reply)
        if states.lacks_link(found):
            found = msgspec.structs.replace(found, rewards=(await self._reward(found),))
        return states.outcome(found)

    async def _reward(self, order: wire.Order) -> wire.Reward:
        wanted = (order.rewards or ())[0].id
        reply = await self._send("GET", f"/rewards/{quote(wanted, safe='')}")
        reward = decode(reply, wire.RewardReply).reward
        if reward.id != wanted:
            raise OutcomeUnknown("the answer is about another reward")
        return reward

    async def _send(
        self, method: str, path: str, body: bytes = b"", expects: Container[int] = (200,)
    ) -> Reply:
        headers = {"Authorization": f"Bearer {self._api_key}", "Accept": "application/json"}
        if body:
            headers["Content-Type"] = "application/json"
        return await self.line.send(
            method, BASE + path, content=body, headers=headers, expects=expects
        )


def _body(order: RechargeOrder) -> bytes:
    sku, to = wire.SKU.fullmatch(order.sku), states.recipient(order)
    assert sku, "states.refusal has seen it"
    assert to, "and this too"
    product, currency, amount = sku.groups()
    return wire.encode(
        wire.NewOrder(
            external_id=order.reference,
            payment=wire.Payment(),
            reward=wire.NewReward(
                products=(product,),
                value=wire.Value(Decimal(amount), currency),
                recipient=to[1],
                delivery=wire.Method(to[0]),
            ),
        )
    )


def _about(reference: str, reply: Reply) -> wire.Order:
    """Take an answer only as an answer to what was asked."""
    order = decode(reply, wire.OrderReply).order
    if order.external_id != reference:
        raise OutcomeUnknown("the answer is about another order")
    return order
