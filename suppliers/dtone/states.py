"""What DT One's errors and status classes mean. What is not listed here is unknown."""

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

DUPLICATE = 1007001

# Errors that mean that no transaction was made, by what we can do about it.
OUR_FAULT = frozenset({1000400, 1000401, 1006001})
NO_GOODS = frozenset({1003001, 1003002, 1003003, 1007500})
BAD_NUMBER = frozenset({1005003})

# Decide on the class, never on the status itself; id and word must agree.
CLASSES = {
    1: "CREATED",
    2: "CONFIRMED",
    3: "REJECTED",
    4: "CANCELLED",
    5: "SUBMITTED",
    7: "COMPLETED",
    8: "REVERSED",
    9: "DECLINED",
}
UNFINISHED = frozenset({"CREATED", "CONFIRMED", "SUBMITTED"})
FAILED = frozenset({"REJECTED", "CANCELLED", "DECLINED"})


def refusal(order: RechargeOrder) -> Rejected | None:
    """Refuse here what they cannot carry; None when the order may be sent."""
    if not (order.sku.isascii() and order.sku.isdigit()):
        return Rejected(code="laurel.sku", message="not a product number", is_our_fault=True)
    if order.quantity != 1:
        return Rejected(code="laurel.quantity", message="one piece at a time")
    is_needed = order.kind != Kind.CARD or order.account
    if is_needed and e164(order.account) is None:
        return Rejected(code="laurel.account", message="not a phone number with its country")
    return None


def rejected(error: wire.Error) -> Rejected | None:
    """Translate an error that means no; None for every other one."""
    code, message = str(error.code), error.message
    if error.code in OUR_FAULT:
        return Rejected(code=code, message=message, is_our_fault=True)
    if error.code in NO_GOODS:
        return Rejected(code=code, message=message)
    if error.code in BAD_NUMBER:
        return Rejected(code=code, message=message, is_retryable_elsewhere=False)
    return None


def outcome(found: wire.Transaction) -> Outcome:
    """Translate a transaction by the class of its status."""
    group, number = found.status.class_, remote_no(found)
    name = CLASSES.get(group.id)
    if name != group.message:
        return Unknown(f"class {group.id} {group.message:.40}")
    if name in UNFINISHED:
        return Processing(number)
    if name == "COMPLETED":
        return Delivered(number, cost_fen(found.prices), _cards(found.pin))
    if name == "REVERSED":
        return Reversed(number)
    return _failed(found.status.message or name) if name in FAILED else Unknown(f"class {name}")


def remote_no(found: wire.Transaction) -> str | None:
    """Write their number as text."""
    return None if found.id is None else str(found.id)


def cost_fen(prices: wire.Prices | None) -> int | None:
    """Price a transaction; None in every currency but yuan, since no rate is ours to guess."""
    paid = prices.wholesale if prices else None
    return fen(paid.amount + paid.fee) if paid and paid.unit == "CNY" else None


def _failed(status: str) -> Rejected:
    return Rejected(
        code=status,
        is_retryable_elsewhere=not status.endswith("-INVALID-CREDIT-PARTY"),
        is_our_fault=status == "REJECTED-INSUFFICIENT-BALANCE",
    )


def _cards(pin: wire.Pin | None) -> tuple[Card, ...]:
    return (Card(pin.serial or pin.code, pin.code),) if pin else ()
