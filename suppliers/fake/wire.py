"""The fake supplier's wire: JSON bodies, signed in both directions."""

import hashlib
import hmac

import msgspec

STAMP = "x-fake-timestamp"
SIGNATURE = "x-fake-signature"


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Sign `timestamp.body` with HMAC-SHA256, in lower-case hex."""
    return hmac.new(
        secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256
    ).hexdigest()


def signed(secret: str, timestamp: str, body: bytes) -> dict[str, str]:
    """Return the headers that go with `body`."""
    return {
        "content-type": "application/json",
        STAMP: timestamp,
        SIGNATURE: sign(secret, timestamp, body),
    }


def is_genuine(secret: str, timestamp: str, signature: str, body: bytes) -> bool:
    """Tell whether `signature` is ours. Takes the same time for every wrong one."""
    expected = sign(secret, timestamp, body)
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))


class OrderRequest(msgspec.Struct, frozen=True, kw_only=True):
    """POST /orders. `price_cap_fen` is for the whole order."""

    reference: str
    sku: str
    account: str
    quantity: int
    face_fen: int
    price_cap_fen: int
    callback_url: str
    kind: str


class QueryRequest(msgspec.Struct, frozen=True):
    """POST /queries."""

    reference: str


class WireCard(msgspec.Struct, frozen=True):
    """One card code."""

    number: str
    password: str
    expires: str | None = None


class OrderReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer to an order and to a query, and the body of a callback.

    `delivered_fen` is given for a partial delivery; `event_id` in callbacks only.
    """

    reference: str
    state: str
    remote_no: str | None = None
    code: str = ""
    message: str = ""
    cost_fen: int | None = None
    delivered_fen: int | None = None
    cards: tuple[WireCard, ...] = ()
    event_id: str = ""


class BalanceReply(msgspec.Struct, frozen=True):
    """The answer to POST /balance."""

    balance_fen: int
