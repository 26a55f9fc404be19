"""Mifeng's wire: JSON in, JSON out, and one MD5 over everything but `datas`."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import msgspec

UNSIGNED = frozenset({"sign", "datas"})

_encoder = msgspec.json.Encoder(decimal_format="number")


class Datas(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """What the product needs. `max_amount` is the most that it may cost, in yuan."""

    max_amount: Decimal
    target: str = ""
    num: int = 0


class Envelope(msgspec.Struct, frozen=True):
    """Every answer. `data` is an object on success and anything at all otherwise."""

    code: int | str
    message: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")


class WireCard(msgspec.Struct, frozen=True):
    """One card, in the clear. Links have no number."""

    card_no: str | None = None
    card_pwd: str | None = None

    def __repr__(self) -> str:
        """Hide the code (R25)."""
        return "WireCard(…)"


class Order(msgspec.Struct, frozen=True):
    """What we use of an order. `cost` is in yuan."""

    third_id: str
    state: int | str = ""
    order_id: int | str | None = None
    cost: Decimal | None = None
    info: str | None = None
    ys_cards: tuple[WireCard, ...] | WireCard | None = None


class Account(msgspec.Struct, frozen=True):
    """What we use of the answer to /account, in yuan."""

    balance: Decimal


def sign(fields: Mapping[str, str], secret: str) -> str:
    """Sign text fields: keys in order, each with its value, empty ones too; then the secret.

    Source: the vendor's text and two public clients; see the README.
    """
    text = "".join(f"{key}{fields[key]}" for key in sorted(fields) if key not in UNSIGNED)
    return hashlib.md5((text + secret).encode()).hexdigest()


def is_genuine(fields: Mapping[str, str], secret: str) -> bool:
    """Tell whether `fields` carry their own signature."""
    given = fields.get("sign", "").encode()
    return hmac.compare_digest(sign(fields, secret).encode(), given)


def request(
    fields: Mapping[str, str],
    *,
    app_key: str,
    secret: str,
    now: datetime,
    datas: Datas | None = None,
) -> bytes:
    """Write one signed request; every signed value is text, so that it reads in one way."""
    signed = {**fields, "app_key": app_key, "timestamp": f"{now.timestamp():.0f}"}
    body: dict[str, object] = {**signed, "sign": sign(signed, secret)}
    if datas is not None:
        body["datas"] = datas
    return _encoder.encode(body)
