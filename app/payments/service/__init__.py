"""What can be done with cash; the only writer of this room's tables."""

from .capturing import Captured, capture, mark_closed
from .claiming import claim_refunds
from .noticing import apply_notice, put_off_notice, store_notice
from .opening import close, open_payment, prepare
from .refunding import refund
from .sending import ask, hasten, put_off, record, send_one
from .settling import claim_open, settle
from .unsticking import hold_refund, release_refund, retry_refund, settle_refund

__all__ = [
    "Captured",
    "apply_notice",
    "ask",
    "capture",
    "claim_open",
    "claim_refunds",
    "close",
    "hasten",
    "hold_refund",
    "mark_closed",
    "open_payment",
    "prepare",
    "put_off",
    "put_off_notice",
    "record",
    "refund",
    "release_refund",
    "retry_refund",
    "send_one",
    "settle",
    "settle_refund",
    "store_notice",
]
