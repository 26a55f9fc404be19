"""The cash leg: charge once, hear of it by any road, give back under one number."""

from .errors import (
    CashNotTaken,
    NotCaptured,
    PayerUnknown,
    PaymentAlreadyCaptured,
    PaymentDiffers,
    PaymentOver,
    ProviderUnavailable,
    ProviderUnknown,
    RefundDiffers,
    RefundExceedsPayment,
    TooManyRefunds,
)
from .events import CashRefunded, PaymentCaptured, PaymentMismatch, RefundStuck
from .gateway import Keys, aclose, install, keys_of, usual_provider, v3_gateway
from .invariants import INVARIANTS
from .jobs import apply_notices, poll_payments, send_refunds
from .queries import count_stuck_refunds, payment, payment_for, refund_for, refunds
from .schemas import (
    Acknowledged,
    PaymentState,
    PaymentView,
    PayParameters,
    RefundState,
    RefundView,
)
from .service import close, open_payment, prepare, refund, store_notice

__all__ = [
    "INVARIANTS",
    "Acknowledged",
    "CashNotTaken",
    "CashRefunded",
    "Keys",
    "NotCaptured",
    "PayParameters",
    "PayerUnknown",
    "PaymentAlreadyCaptured",
    "PaymentCaptured",
    "PaymentDiffers",
    "PaymentMismatch",
    "PaymentOver",
    "PaymentState",
    "PaymentView",
    "ProviderUnavailable",
    "ProviderUnknown",
    "RefundDiffers",
    "RefundExceedsPayment",
    "RefundState",
    "RefundStuck",
    "RefundView",
    "TooManyRefunds",
    "aclose",
    "apply_notices",
    "close",
    "count_stuck_refunds",
    "install",
    "keys_of",
    "open_payment",
    "payment",
    "payment_for",
    "poll_payments",
    "prepare",
    "refund",
    "refund_for",
    "refunds",
    "send_refunds",
    "store_notice",
    "usual_provider",
    "v3_gateway",
]
