"""Fulu's wire: a signed JSON envelope with JSON strings inside it, and their card cipher."""

import base64
import hashlib
import hmac
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """The nine common parameters, all text. `biz_content` is JSON inside the JSON."""

    app_key: str
    method: str
    timestamp: str
    version: str = "2.0"
    format: str = "json"
    charset: str = "utf-8"
    sign_type: str = "md5"
    app_auth_token: str = ""
    biz_content: str


class SignedRequest(Request, frozen=True, kw_only=True):
    """What is posted."""

    sign: str


class DirectAdd(msgspec.Struct, frozen=True):
    """fulu.order.direct.add: recharge an account."""

    product_id: int
    customer_order_no: str
    charge_account: str
    buy_num: int


class CardAdd(msgspec.Struct, frozen=True):
    """fulu.order.card.add: buy card codes, which only the query returns."""

    product_id: int
    buy_num: int
    customer_order_no: str


class OrderInfoGet(msgspec.Struct, frozen=True):
    """fulu.order.info.get."""

    customer_order_no: str


class Reply(msgspec.Struct, frozen=True):
    """The envelope that comes back. `result` is JSON inside the JSON, and what is signed."""

    code: int | str
    message: str | None = None
    result: str | None = None
    sign: str | None = None


class WireCard(msgspec.Struct, frozen=True):
    """One card, both codes encrypted. The field names are not documented for us."""

    card_number: str
    card_pwd: str
    card_deadline: str | None = None


class Order(msgspec.Struct, frozen=True):
    """What we use of the answer to order.info.get and to the add methods."""

    customer_order_no: str
    order_id: int | str | None = None
    order_state: str = ""
    order_price: Decimal | None = None
    buy_num: int | str | None = None
    cards: tuple[WireCard, ...] | None = None


class Account(msgspec.Struct, frozen=True):
    """What we use of the answer to user.info.get, in yuan."""

    balance: Decimal


class Notice(msgspec.Struct, frozen=True):
    """What we use of a callback. `price` is in yuan, for the whole order."""

    customer_order_no: str
    order_status: str = ""
    order_id: int | str | None = None
    price: Decimal | None = None
    recharge_description: str | None = None
    sign: str | None = None


def sign(text: str, secret: str) -> str:
    """Sign `text`: its characters in order, then the secret, through MD5.

    Source: four public SDKs agree; see the README.
    """
    return hashlib.md5(("".join(sorted(text)) + secret).encode()).hexdigest()


def is_genuine(text: str, signature: str | None, secret: str) -> bool:
    """Tell whether `signature` belongs to `text`; an absent one does not."""
    expected = sign(text, secret)
    return hmac.compare_digest(expected.encode(), (signature or "").encode("utf-8", "replace"))


def seal(request: Request, secret: str) -> SignedRequest:
    """Add the signature, over the compact JSON of the unsigned parameters."""
    text = msgspec.json.encode(request).decode()
    return SignedRequest(**msgspec.structs.asdict(request), sign=sign(text, secret))


def timestamp(at: datetime) -> str:
    """Write an instant as they read it: Shanghai time, without a zone."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def decrypt(sealed: str, secret: str) -> str:
    """Open one card code: base64, AES-256-ECB, PKCS#7, the secret's 32 bytes as the key.

    Raises ValueError when it is not sealed with `secret`.
    """
    opener = Cipher(algorithms.AES(secret.encode("ascii")), modes.ECB()).decryptor()
    padded = opener.update(base64.b64decode(sealed, validate=True)) + opener.finalize()
    unpadder = PKCS7(128).unpadder()
    return (unpadder.update(padded) + unpadder.finalize()).decode()
