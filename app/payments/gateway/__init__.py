"""What this room asks the outside world: one port, one gateway per provider."""

from .contract import (
    Charge,
    ChargeState,
    Declined,
    Gateway,
    News,
    OtherNews,
    PaymentNews,
    Prepaid,
    RefundAnswer,
    RefundNews,
    RefundOrder,
    RemoteRefund,
    Transaction,
)
from .registry import aclose, find, install

__all__ = [
    "Charge",
    "ChargeState",
    "Declined",
    "Gateway",
    "News",
    "OtherNews",
    "PaymentNews",
    "Prepaid",
    "RefundAnswer",
    "RefundNews",
    "RefundOrder",
    "RemoteRefund",
    "Transaction",
    "aclose",
    "find",
    "install",
]
