"""What Fulu's codes and states mean. What is not listed here is unknown."""

from ..contract import Kind, RechargeOrder
from ..money import fen
from ..outcomes import Card, Delivered, Outcome, Processing, Rejected, Unknown
from . import wire

# "This product cannot be bought now": another supplier may still sell it.
REFUSALS = frozenset({"3001", "3002", "3003", "3004", "3005", "3008"})

DUPLICATE_CODES = frozenset({"3000"})
DUPLICATE_MESSAGE = "外部订单号已存在"

# No code for it has been seen, only words; a long grace makes up for the doubt.
MISSING_MESSAGES = ("订单不存在", "order not found")

UNFINISHED = frozenset({"processing", "untreated"})

LONGEST = 50


def refusal(order: RechargeOrder) -> Rejected | None:
    """Refuse here what their gateway would garble; None when the order may be sent.

    Their SDKs sort characters in two ways that differ beyond the basic plane, so such an
    account could be signed in one way and checked in the other.
    """
    account = order.account
    is_plain = account.isprintable() and all(ord(letter) < 0x10000 for letter in account)
    if not is_plain or len(account) > LONGEST or (order.kind != Kind.CARD and not account):
        return Rejected(code="laurel.account", message="Fulu cannot take this account")
    if not (order.sku.isascii() and order.sku.isdigit()):
        return Rejected(code="laurel.sku", message="not a product number", is_our_fault=True)
    if len(order.reference) > LONGEST:
        return Rejected(code="laurel.reference", message="too long", is_our_fault=True)
    return None


def is_duplicate(code: str, message: str | None) -> bool:
    """Tell whether they have had this reference before."""
    return code in DUPLICATE_CODES or DUPLICATE_MESSAGE in (message or "")


def is_missing(message: str | None) -> bool:
    """Tell whether a query says that there is no such order."""
    return any(words in (message or "").lower() for words in MISSING_MESSAGES)


def outcome(order: wire.Order, secret: str) -> Outcome:
    """Translate the state of a queried order, and open its cards."""
    number = remote_no(order.order_id)
    if order.order_state in UNFINISHED:
        return Processing(number)
    if order.order_state == "failed":
        return Rejected(code="failed", message="Fulu could not deliver")
    if order.order_state == "success":
        try:
            cards = tuple(_card(card, secret) for card in order.cards or ())
        except ValueError:
            return Unknown("delivered, but the cards cannot be opened")
        return Delivered(number, _cost_fen(order), cards)
    return Unknown(f"state {order.order_state!r:.40}")


def hint(notice: wire.Notice) -> Outcome | None:
    """Translate what a callback claims."""
    if notice.order_status == "success":
        return Delivered(remote_no(notice.order_id), fen(notice.price))
    if notice.order_status == "failed":
        return Rejected(code="failed", message=notice.recharge_description or "")
    return None


def remote_no(order_id: int | str | None) -> str | None:
    """Write their number as text."""
    return None if order_id is None else str(order_id)


def _cost_fen(order: wire.Order) -> int | None:
    """Price the order; whether `order_price` is for one piece or for all is not documented."""
    return fen(order.order_price) if str(order.buy_num) == "1" else None


def _card(card: wire.WireCard, secret: str) -> Card:
    opened = wire.decrypt(card.card_number, secret), wire.decrypt(card.card_pwd, secret)
    return Card(*opened, card.card_deadline)
