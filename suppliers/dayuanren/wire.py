"""The wire of 大猿人 ("yrapi"): forms in, JSON out, and one upper-case MD5."""

import hashlib
import hmac
from collections.abc import Mapping
from decimal import Decimal
from urllib.parse import urlencode

import msgspec


class Envelope(msgspec.Struct, frozen=True):
    """Every answer. `data` is what was asked for on success and anything at all otherwise."""

    errno: int | str
    errmsg: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")


class Placed(msgspec.Struct, frozen=True):
    """What we use of the answer to index/recharge."""

    out_trade_num: str
    order_number: int | str | None = None


class Order(msgspec.Struct, frozen=True):
    """What we use of the answer to index/check. `charge_amount` is face value, in yuan."""

    out_trade_num: str
    state: int | str = ""
    order_number: int | str | None = None
    charge_amount: Decimal | None = None


class Account(msgspec.Struct, frozen=True):
    """What we use of the answer to index/user, in yuan."""

    balance: Decimal


def sign(fields: Mapping[str, str], key: str) -> str:
    """Sign text fields: `name=value`, sorted, not URL-encoded; the key last; MD5, upper case.

    Source: kancloud m644454938, section 2.2.
    """
    pairs = [f"{name}={fields[name]}" for name in sorted(fields) if name != "sign"]
    return hashlib.md5("&".join([*pairs, f"apikey={key}"]).encode()).hexdigest().upper()


def is_genuine(fields: Mapping[str, str], key: str) -> bool:
    """Tell whether `fields` carry their own signature, over every field that came."""
    return hmac.compare_digest(sign(fields, key).encode(), fields.get("sign", "").encode())


def form(fields: Mapping[str, str], key: str) -> bytes:
    """Write one signed form."""
    return urlencode({**fields, "sign": sign(fields, key)}).encode()


def plain(yuan: Decimal) -> str:
    """Write yuan as their pages do: 100, and 94.8."""
    text = f"{yuan:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
