"""JSON of the WeChat Pay v3 family, by its own names.

Source: suppliers.md 8.6 (wechatpay-go models; pay.weixin.qq.com/doc/v3/merchant/4012556457).
"""

from datetime import datetime

import msgspec

from .contract import ChargeState, RemoteRefund

# What a state means to us. A state that is not listed is unknown, never a refusal.
TRADE_STATES = {
    "SUCCESS": ChargeState.PAID,
    "REFUND": ChargeState.PAID,  # It was paid, and something has gone back since.
    "NOTPAY": ChargeState.UNPAID,
    "USERPAYING": ChargeState.UNPAID,
    "PAYERROR": ChargeState.UNPAID,
    "CLOSED": ChargeState.CLOSED,
    "REVOKED": ChargeState.CLOSED,
}

REFUND_STATES = {
    "SUCCESS": RemoteRefund.DONE,
    "PROCESSING": RemoteRefund.PROCESSING,
    "CLOSED": RemoteRefund.STUCK,
    "ABNORMAL": RemoteRefund.STUCK,
}


class Amount(msgspec.Struct, frozen=True, omit_defaults=True):
    total: int = 0
    refund: int = 0
    currency: str = ""


class Payer(msgspec.Struct, frozen=True):
    openid: str


class PrepayRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`return_url` is the demo's own: the page that a browser goes back to."""

    appid: str
    mchid: str
    description: str
    out_trade_no: str
    time_expire: str
    notify_url: str
    amount: Amount
    payer: Payer
    return_url: str = ""


class PrepayReply(msgspec.Struct, frozen=True):
    prepay_id: str


class CloseRequest(msgspec.Struct, frozen=True):
    mchid: str


class TransactionReply(msgspec.Struct, frozen=True, kw_only=True):
    appid: str
    mchid: str
    out_trade_no: str
    trade_state: str
    transaction_id: str = ""
    success_time: datetime | None = None
    amount: Amount = Amount()


class RefundRequest(msgspec.Struct, frozen=True, kw_only=True):
    out_trade_no: str
    out_refund_no: str
    reason: str
    notify_url: str
    amount: Amount


class RefundReply(msgspec.Struct, frozen=True, kw_only=True):
    out_refund_no: str
    status: str
    refund_id: str = ""
    amount: Amount = Amount()


class RefundNotice(msgspec.Struct, frozen=True):
    out_refund_no: str


class Refusal(msgspec.Struct, frozen=True):
    """The body of every status from 400 on."""

    code: str
    message: str = ""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """The envelope; `resource` is a SealedResource."""

    id: str
    event_type: str
    resource: msgspec.Raw


class SealedResource(msgspec.Struct, frozen=True, kw_only=True):
    algorithm: str
    ciphertext: str
    nonce: str
    associated_data: str = ""
