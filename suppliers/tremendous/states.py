"""What Tremendous' statuses mean. What is not listed here is unknown."""

from ..contract import Kind, RechargeOrder
from ..money import fen
from ..outcomes import (
    Card,
    Delivered,
    Outcome,
    Processing,
    Rejected,
    Reversed,
    Unknown,
)
from ..phones import e164
from . import wire

# Statuses of HTTP that say, with their body, that no order was made. 409 is not one of them.
OUR_FAULT = frozenset({400, 401, 402})
REFUSED = OUR_FAULT | {422}

UNFINISHED = frozenset(
    {
        "CART",
        "OPEN",
        "PENDING APPROVAL",
        "PENDING INTERNAL PAYMENT APPROVAL",
        "PENDING SETTLEMENT",
    }
)
FAILED = frozenset({"FAILED", "CANCELED"})
UNDER_WAY = frozenset({"SCHEDULED", "PENDING"})
WRITTEN_TO = frozenset({"EMAIL", "PHONE"})


def refusal(order: RechargeOrder) -> Rejected | None:
    """Refuse here what they cannot carry; None when the order may be sent."""
    if not wire.SKU.fullmatch(order.sku):
        return Rejected(code="laurel.sku", message="not PRODUCT:USD:10", is_our_fault=True)
    if order.quantity != 1:
        return Rejected(code="laurel.quantity", message="one reward at a time")
    if recipient(order) is None:
        return Rejected(code="laurel.account", message="neither an address nor a phone number")
    return None


def recipient(order: RechargeOrder) -> tuple[str, wire.Recipient] | None:
    """Choose how the reward travels, and to whom; None when nobody could be reached.

    No name is passed on: they would print it in their letter.
    """
    if order.kind == Kind.CARD:
        return "LINK", wire.Recipient("Member")
    if "@" in order.account.strip("@"):
        return "EMAIL", wire.Recipient("Member", email=order.account)
    phone = e164(order.account)
    return ("PHONE", wire.Recipient("Member", phone=phone)) if phone else None


def rejected(status: int, trouble: wire.Trouble) -> Rejected:
    """Translate one of the statuses in REFUSED."""
    fault = status in OUR_FAULT
    return Rejected(code=f"HTTP {status}", message=trouble.message, is_our_fault=fault)


def outcome(order: wire.Order) -> Outcome:
    """Translate the status of an order, and of its one reward."""
    if order.status in UNFINISHED:
        return Processing(order.id)
    if order.status in FAILED:
        return Rejected(code=order.status)
    rewards = order.rewards or ()
    if order.status != "EXECUTED" or len(rewards) != 1:
        return Unknown(f"status {order.status:.40} with {len(rewards)} rewards")
    delivery = rewards[0].delivery
    if delivery.status in UNDER_WAY:
        return Processing(order.id)
    if delivery.status == "SUCCEEDED" and delivery.method in WRITTEN_TO:
        return Delivered(order.id, _cost_fen(order.payment))
    if delivery.status == "SUCCEEDED" and delivery.method == "LINK" and delivery.link:
        card = Card(rewards[0].id, delivery.link)
        return Delivered(order.id, _cost_fen(order.payment), (card,))
    # A delivery that failed has been paid and can still be redeemed: only a person can tell.
    return Unknown(f"executed, and its delivery by {delivery.method:.20} {delivery.status:.40}")


def lacks_link(order: wire.Order) -> bool:
    """Tell whether the link of an executed order has to be fetched from its reward."""
    rewards = order.rewards or ()
    if order.status != "EXECUTED" or len(rewards) != 1:
        return False
    delivery = rewards[0].delivery
    return (delivery.method, delivery.status) == ("LINK", "SUCCEEDED") and not delivery.link


def hint(event: wire.Event) -> Outcome | None:
    """Translate what a webhook claims."""
    match event.event:
        case "REWARDS.DELIVERY.SUCCEEDED":
            return Delivered()
        case "ORDERS.FAILED" | "ORDERS.CANCELED":
            return Rejected(code=event.event)
        case "REWARDS.CANCELED":
            return Reversed()
    return None


def _cost_fen(paid: wire.Paid | None) -> int | None:
    """Price an order; None in every currency but yuan, since no rate is ours to guess."""
    return fen(paid.total) if paid and paid.currency_code == "CNY" else None
