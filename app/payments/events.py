"""What has happened to the cash: ids and amounts in fen."""

from datetime import datetime

import msgspec


class PaymentCaptured(msgspec.Struct, frozen=True, kw_only=True):
    """The member has paid, once. `captured_at` is the provider's instant, never in the future.

    `is_late`: we had closed the payment before; whoever listens gives the cash back.
    """

    payment_id: int
    purpose: str
    member_id: int
    amount_fen: int
    captured_at: datetime
    occurred_at: datetime
    is_late: bool = False


class PaymentMismatch(msgspec.Struct, frozen=True, kw_only=True):
    """The provider tells of money that is not what we asked for; told once per payment.

    `said_fen` is at most 10^12, whatever was said; `said_currency` may be another than ours.
    Source: reliability P07.
    """

    payment_id: int
    purpose: str
    amount_fen: int
    said_fen: int
    said_currency: str
    occurred_at: datetime


class CashRefunded(msgspec.Struct, frozen=True, kw_only=True):
    """The provider has given the cash back, once per refund."""

    refund_id: int
    payment_id: int
    purpose: str
    reference: str
    amount_fen: int
    occurred_at: datetime


class RefundStuck(msgspec.Struct, frozen=True, kw_only=True):
    """The provider will not finish this refund by itself; a person must act.

    `reason` is policy.NO_END when it has only been without an end for a day.
    """

    refund_id: int
    payment_id: int
    purpose: str
    reference: str
    amount_fen: int
    reason: str
    occurred_at: datetime


class RefundPaidTwice(msgspec.Struct, frozen=True, kw_only=True):
    """The provider has paid what had gone back by other means; told once per refund."""

    refund_id: int
    payment_id: int
    purpose: str
    reference: str
    amount_fen: int
    occurred_at: datetime
