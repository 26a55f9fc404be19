"""The provider's JSON as this program reads and writes it; written apart from the gateway."""

from datetime import datetime

import msgspec


class Amount(msgspec.Struct, frozen=True, omit_defaults=True):
    total: int = 0
    refund: int = 0
    currency: str = ""


class Payer(msgspec.Struct, frozen=True):
    openid: str = ""


class Prepay(msgspec.Struct, frozen=True, kw_only=True):
    appid: str
    mchid: str
    description: str
    out_trade_no: str
    time_expire: datetime
    notify_url: str
    amount: Amount
    payer: Payer = Payer()
    return_url: str = ""


class RefundOrder(msgspec.Struct, frozen=True, kw_only=True):
    out_trade_no: str
    out_refund_no: str
    reason: str = ""
    notify_url: str = ""
    amount: Amount


class RefundEnd(msgspec.Struct, frozen=True):
    """Control: how a refund that is under way ends."""

    out_refund_no: str
    status: str


class Refusal(msgspec.Struct, frozen=True):
    code: str
    message: str = ""
