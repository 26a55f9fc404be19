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
from .keys import Keys
from .registry import (
    aclose,
    find,
    install,
    keys_of,
    pays_in_browser,
    usual_provider,
    v3_gateway,
)

__all__ = [
    "Charge",
    "ChargeState",
    "Declined",
    "Gateway",
    "Keys",
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
    "keys_of",
    "pays_in_browser",
    "usual_provider",
    "v3_gateway",
]
