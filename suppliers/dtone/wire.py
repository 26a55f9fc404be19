"""DT One's wire: JSON with Basic authentication; answers and callbacks are not signed."""

import base64
from decimal import Decimal

import msgspec


class Party(msgspec.Struct, frozen=True):
    """Whom to credit, in E.164."""

    mobile_number: str


class TransactionRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """POST /async/transactions. Without `auto_confirm` a second call would be needed."""

    external_id: str
    product_id: int
    auto_confirm: bool
    callback_url: str
    credit_party_identifier: Party | None = None


class StatusClass(msgspec.Struct, frozen=True):
    """The only part of a status that decides anything."""

    id: int
    message: str


class Status(msgspec.Struct, frozen=True, rename={"class_": "class"}):
    """A status; its own message says why."""

    class_: StatusClass
    message: str = ""


class Pin(msgspec.Struct, frozen=True):
    """One card code, in the clear."""

    code: str
    serial: str | None = None

    def __repr__(self) -> str:
        """Hide the code (R25)."""
        return "Pin(…)"


class Price(msgspec.Struct, frozen=True):
    """An amount in `unit`, which is a currency."""

    amount: Decimal
    unit: str = ""
    fee: Decimal = Decimal(0)


class Prices(msgspec.Struct, frozen=True):
    """What we pay is the wholesale price."""

    wholesale: Price | None = None


class Transaction(msgspec.Struct, frozen=True):
    """What we use of a transaction, which is also the body of a callback."""

    external_id: str
    status: Status
    id: int | None = None
    pin: Pin | None = None
    prices: Prices | None = None


class Error(msgspec.Struct, frozen=True):
    """One error with its documented code."""

    code: int
    message: str = ""


class Errors(msgspec.Struct, frozen=True):
    """The body that goes with a status of 400 and above."""

    errors: tuple[Error, ...]


class Balance(msgspec.Struct, frozen=True):
    """What we have left, in `unit`, which is a currency."""

    available: Decimal
    unit: str = ""


def basic(key: str, secret: str) -> str:
    """Write the Authorization header."""
    return "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()
