"""What the provider does when asked: a status and a body, from its truth."""

from datetime import datetime
from typing import TypeVar

import msgspec

from . import wire, words
from .behaviour import Behaviour
from .truth import Truth

T = TypeVar("T")


class Reply(msgspec.Struct, frozen=True):
    status: int
    body: object = None


class Refused(Exception):
    """The request is refused, before anything happens."""

    def __init__(self, status: int, code: str) -> None:
        self.reply = Reply(status, wire.Refusal(code))


class Bank:
    """The verbs of `/v3`; `behaviour` is replaced by the control."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.behaviour = Behaviour()

    def prepay(self, body: bytes) -> Reply:
        """Take a charge, or repeat the answer to the same one."""
        asked = decode(body, wire.Prepay)
        if asked.amount.total <= 0 or asked.amount.currency != "CNY":
            raise Refused(400, "PARAM_ERROR")
        placed = self.truth.place(asked)
        if placed["amount_fen"] != asked.amount.total:
            raise Refused(403, "OUT_TRADE_NO_USED")
        if placed["state"] != "NOTPAY":
            raise Refused(400, "ORDER_CLOSED" if placed["state"] == "CLOSED" else "ORDERPAID")
        return Reply(200, {"prepay_id": placed["prepay_id"]})

    def query(self, trade_no: str) -> Reply:
        """Tell a charge."""
        found = self.truth.charge(trade_no)
        if found is None:
            raise Refused(404, "ORDER_NOT_EXIST")
        return Reply(200, words.charge(found, self.behaviour))

    def close(self, trade_no: str) -> Reply:
        """Make a charge unpayable."""
        found = self.truth.charge(trade_no)
        if found is None:
            raise Refused(404, "ORDER_NOT_EXIST")
        if found["state"] in ("SUCCESS", "REFUND"):
            raise Refused(400, "ORDERPAID")
        self.truth.close(trade_no)
        return Reply(204)

    def refund(self, body: bytes, now: datetime) -> Reply:
        """Give back once per number, as the behaviour wants it."""
        asked = decode(body, wire.RefundOrder)
        if self.behaviour.refuses_refunds:
            raise Refused(403, self.behaviour.refuses_refunds)
        if asked.amount.refund <= 0:
            raise Refused(400, "PARAM_ERROR")
        made = self.truth.refund(asked, self.behaviour.refund_status, now)
        if made is None:
            raise Refused(403, "NOT_ENOUGH")
        if (made["trade_no"], made["amount_fen"]) != (asked.out_trade_no, asked.amount.refund):
            raise Refused(400, "PARAM_ERROR")
        return Reply(200, words.refund(made))

    def query_refund(self, refund_no: str) -> Reply:
        """Tell a refund."""
        found = self.truth.refunded(refund_no)
        if found is None:
            raise Refused(404, "RESOURCE_NOT_EXISTS")
        return Reply(200, words.refund(found))


def decode(body: bytes, kind: type[T]) -> T:
    """Read a request. Raises Refused."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(400, "PARAM_ERROR") from error
