"""What Mifeng's codes and states mean. What is not listed here is unknown."""

from ..contract import Kind, RechargeOrder
from ..money import fen
from ..outcomes import Card, Delivered, Outcome, Processing, Rejected, Unknown
from . import wire

OK = "0"
DUPLICATE = "10010"
MISSING = "10015"

# Their table of refusals. 10013 and 10016 say "later": nothing is said about this order, so
# they stay unknown, and the query decides.
OUR_FAULT = frozenset({"10001", "10002", "10003", "10004", "10005", "10006", "10011"})
NO_CHANNEL = "10012"
BAD_TARGET = "10014"

UNFINISHED = frozenset({"1", "11", "12", "2"})
DELIVERED = "3"
# 41, "result unknown", is neither: people at Mifeng are looking into it.
FAILED = frozenset({"4", "6"})

MOST_PIECES = 10
LONGEST = 64


def refusal(order: RechargeOrder) -> Rejected | None:
    """Refuse here what they cannot carry; None when the order may be sent."""
    if order.kind != Kind.CARD and not 0 < len(order.account) <= LONGEST:
        return Rejected(code="laurel.account", message="Mifeng needs an account")
    most = MOST_PIECES if order.kind == Kind.CARD else 1
    if not 0 < order.quantity <= most:
        return Rejected(code="laurel.quantity", message=f"Mifeng sells {most} at a time")
    if not (order.sku.isascii() and order.sku.isdigit()):
        return Rejected(code="laurel.sku", message="not a product number", is_our_fault=True)
    return None


def rejected(code: str, message: str | None) -> Rejected | None:
    """Translate a code that means no; None for every other one."""
    if code in OUR_FAULT:
        return Rejected(code=code, message=message or "", is_our_fault=True)
    if code in (NO_CHANNEL, BAD_TARGET):
        elsewhere = code == NO_CHANNEL
        return Rejected(code=code, message=message or "", is_retryable_elsewhere=elsewhere)
    return None


def outcome(order: wire.Order) -> Outcome:
    """Translate the state of an order."""
    state, number = str(order.state), remote_no(order)
    if state in UNFINISHED:
        return Processing(number)
    if state in FAILED:
        return Rejected(code=f"state {state}", message=order.info or "")
    if state == DELIVERED:
        cards = _cards(order)
        if not all(card.number for card in cards):
            return Unknown("delivered, but a card is empty")
        # Whether `cost` is for one piece or for all is not documented.
        return Delivered(number, fen(order.cost) if len(cards) < 2 else None, cards)
    return Unknown(f"state {state:.40}")


def hint(fields: dict[str, str]) -> Outcome | None:
    """Translate what a callback claims; its cards are read by the query only."""
    state, number = fields.get("state", ""), fields.get("order_id") or None
    if state == DELIVERED:
        return Delivered(number)
    if state in FAILED:
        return Rejected(code=f"state {state}")
    return Processing(number) if state in UNFINISHED else None


def remote_no(order: wire.Order) -> str | None:
    """Write their number as text."""
    return None if order.order_id is None else str(order.order_id)


def _cards(order: wire.Order) -> tuple[Card, ...]:
    """Read one card or several. Where there is no number, the code is the number."""
    found = order.ys_cards or ()
    several = (found,) if isinstance(found, wire.WireCard) else found
    pairs = (((card.card_no or "").strip(), (card.card_pwd or "").strip()) for card in several)
    return tuple(Card(number or password, password) for number, password in pairs)
