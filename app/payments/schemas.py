"""The words of this room: a payment, its refunds, and what the client's pay call needs."""

from datetime import datetime
from enum import StrEnum

import msgspec

CURRENCY = "CNY"


class PaymentState(StrEnum):
    OPEN = "open"
    CAPTURED = "captured"
    CLOSED = "closed"


class RefundState(StrEnum):
    REQUESTED = "requested"
    PROCESSING = "processing"
    DONE = "done"
    STUCK = "stuck"


class PaymentView(msgspec.Struct, frozen=True, kw_only=True):
    """One charge; amounts in fen."""

    id: int
    purpose: str
    member_id: int
    provider: str
    trade_no: str
    description: str
    amount_fen: int
    refunded_fen: int
    state: PaymentState
    created_at: datetime
    expires_at: datetime
    captured_at: datetime | None
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state == PaymentState.OPEN

    @property
    def is_captured(self) -> bool:
        return self.state == PaymentState.CAPTURED

    @property
    def is_late(self) -> bool:
        """The money came after we had closed the payment."""
        return self.is_captured and self.closed_at is not None


class RefundView(msgspec.Struct, frozen=True, kw_only=True):
    """Cash on its way back; `refund_no` is what the provider knows it by."""

    id: int
    payment_id: int
    refund_no: str
    reference: str
    amount_fen: int
    reason: str
    state: RefundState
    requested_at: datetime
    done_at: datetime | None

    @property
    def is_done(self) -> bool:
        return self.state == RefundState.DONE


class PayParameters(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename={
        "app_id": "appId",
        "time_stamp": "timeStamp",
        "nonce_str": "nonceStr",
        "sign_type": "signType",
        "pay_sign": "paySign",
    },
):
    """What a WeChat client hands to its pay call, by that call's own names.

    `pay_url` is a page to pay on for clients without such a call; the fake provider has one.
    """

    provider: str
    app_id: str
    time_stamp: str
    nonce_str: str
    package: str
    sign_type: str
    pay_sign: str
    pay_url: str | None = None


class Acknowledged(msgspec.Struct, frozen=True):
    """What the provider is answered over HTTP; an empty body with 204."""

    status: int
    body: bytes = b""


class WaitingNotice(msgspec.Struct, frozen=True):
    """A stored notice that has not been applied yet."""

    id: int
    provider: str
    body: bytes
    received_at: datetime
