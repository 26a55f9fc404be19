"""Notices of WeChat Pay v3: proved and opened when they come, read when their turn comes."""

from collections.abc import Mapping
from datetime import datetime

from ..errors import NotGenuine, OutcomeUnknown, Unreadable
from . import replies, wire
from .contract import News, OtherNews, PaymentNews, RefundNews, Transaction
from .seal import Seal

KEY_MOST = 80


def key(headers: Mapping[str, str], body: bytes, *, seal: Seal, now: datetime) -> str:
    """Prove a notice and return what tells its repeats. Raises NotGenuine or Unreadable.

    One that cannot be opened is refused, so that it comes again once the key is right.
    """
    if not seal.is_genuine(headers, body, now=now):
        raise NotGenuine
    notice = replies.read(body, wire.Notice)
    if not 1 <= len(notice.id) <= KEY_MOST or not notice.id.isprintable():
        raise Unreadable("a notice without a usable id")
    seal.open(bytes(notice.resource))
    return notice.id


def news(body: bytes, *, seal: Seal, app_id: str, merchant: str) -> News:
    """Read a notice that was proved when it came. Raises Unreadable."""
    notice = replies.read(body, wire.Notice)
    resource = seal.open(bytes(notice.resource))
    if notice.event_type == "TRANSACTION.SUCCESS":
        return PaymentNews(_paid(resource, app_id=app_id, merchant=merchant))
    if notice.event_type.startswith("REFUND."):
        return RefundNews(replies.told_refund(resource))
    return OtherNews(notice.event_type)


def _paid(resource: bytes, *, app_id: str, merchant: str) -> Transaction:
    told = replies.read(resource, wire.TransactionReply)
    if told.trade_state != "SUCCESS":
        raise Unreadable(f"told of a payment in state {told.trade_state[:40]!r}")
    try:
        return replies.transaction(told, app_id=app_id, merchant=merchant)
    except OutcomeUnknown as error:
        raise Unreadable(str(error)) from error
