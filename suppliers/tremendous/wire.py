"""Tremendous' wire: JSON with a bearer key, and webhooks signed over their raw bytes."""

import hashlib
import hmac
import re
from decimal import Decimal

import msgspec

SIGNATURE = "tremendous-webhook-signature"

# What we call a sku: their product, the currency and the value of one reward.
SKU = re.compile(r"([A-Z0-9]{4,20}):([A-Z]{3}):([0-9]{1,6}(?:\.[0-9]{1,2})?)")

_encoder = msgspec.json.Encoder(decimal_format="number")


class Value(msgspec.Struct, frozen=True):
    """What one reward is worth to the member."""

    denomination: Decimal
    currency_code: str


class Recipient(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whom they write to; nobody when the mall hands over the link itself."""

    name: str
    email: str = ""
    phone: str = ""


class Method(msgspec.Struct, frozen=True):
    """EMAIL, LINK or PHONE."""

    method: str


class NewReward(msgspec.Struct, frozen=True, kw_only=True):
    """One reward to be made."""

    products: tuple[str, ...]
    value: Value
    recipient: Recipient
    delivery: Method


class Payment(msgspec.Struct, frozen=True):
    """From where they take the money."""

    funding_source_id: str = "balance"


class NewOrder(msgspec.Struct, frozen=True, kw_only=True):
    """POST /orders. The same number with the same content makes nothing new."""

    external_id: str
    payment: Payment
    reward: NewReward


class Delivery(msgspec.Struct, frozen=True):
    """How a reward travels. The link is as good as money, and is not printed (R25)."""

    method: str
    status: str
    link: str | None = None

    def __repr__(self) -> str:
        """Hide the link."""
        return f"Delivery({self.method!r}, {self.status!r})"


class Reward(msgspec.Struct, frozen=True):
    """What we use of a reward."""

    id: str
    delivery: Delivery


class Paid(msgspec.Struct, frozen=True):
    """What an executed order cost, with fees."""

    total: Decimal
    currency_code: str = ""


class Order(msgspec.Struct, frozen=True):
    """What we use of an order."""

    id: str
    status: str
    external_id: str | None = None
    payment: Paid | None = None
    rewards: tuple[Reward, ...] | None = None


class OrderReply(msgspec.Struct, frozen=True):
    """The answer to POST /orders and GET /orders/{id}."""

    order: Order


class RewardReply(msgspec.Struct, frozen=True):
    """The answer to GET /rewards/{id}."""

    reward: Reward


class Trouble(msgspec.Struct, frozen=True):
    """What was wrong."""

    message: str = ""


class Refusal(msgspec.Struct, frozen=True):
    """The body that goes with a status of 400 and above."""

    errors: Trouble


class Resource(msgspec.Struct, frozen=True):
    """What a webhook is about: their number, never ours."""

    id: str
    type: str = ""


class Payload(msgspec.Struct, frozen=True):
    """What a webhook carries."""

    resource: Resource


class Event(msgspec.Struct, frozen=True):
    """A webhook. `uuid` is the same for each repetition."""

    event: str
    uuid: str
    payload: Payload


def encode(order: NewOrder) -> bytes:
    """Write an order, with its denomination as a number."""
    return _encoder.encode(order)


def sign(raw: bytes, key: str) -> str:
    """Sign a webhook: HMAC-SHA256 over the body as it came, in hex after `sha256=`.

    Source: developers.tremendous.com, webhooks; public verifiers agree.
    """
    return "sha256=" + hmac.new(key.encode(), raw, hashlib.sha256).hexdigest()


def is_genuine(raw: bytes, signature: str, key: str) -> bool:
    """Tell whether `signature` belongs to these very bytes."""
    return hmac.compare_digest(sign(raw, key).encode(), signature.encode("utf-8", "replace"))
