"""The port: what this room asks of any provider, and the answers in our own words."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import msgspec

from ..schemas import PayParameters


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """What the member is to pay; `payer` is the provider's name for them, if it needs one."""

    trade_no: str
    amount_fen: int
    description: str
    expires_at: datetime
    payer: str = ""
    return_url: str = ""


class Prepaid(msgspec.Struct, frozen=True):
    prepay_id: str


class Declined(msgspec.Struct, frozen=True):
    """The provider understood and refuses, with a code of its own."""

    code: str


class ChargeState(StrEnum):
    PAID = "paid"
    UNPAID = "unpaid"
    CLOSED = "closed"
    MISSING = "missing"


class Transaction(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider says of a charge; amounts are told once it is paid.

    `is_ours` is False when it was paid to another merchant or app under our number.
    """

    trade_no: str
    state: ChargeState
    amount_fen: int = 0
    currency: str = ""
    remote_no: str = ""
    paid_at: datetime | None = None
    is_ours: bool = True


class RefundOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What is to go back of a charge of `total_fen`, under one number for ever."""

    trade_no: str
    refund_no: str
    amount_fen: int
    total_fen: int
    reason: str


class RemoteRefund(StrEnum):
    DONE = "done"
    PROCESSING = "processing"
    STUCK = "stuck"
    MISSING = "missing"
    REFUSED = "refused"


class RefundAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider says of a refund; `reason` is its word for a trouble."""

    state: RemoteRefund
    amount_fen: int = 0
    remote_no: str = ""
    reason: str = ""


class PaymentNews(msgspec.Struct, frozen=True):
    transaction: Transaction


class RefundNews(msgspec.Struct, frozen=True):
    """Something became of a refund; what, is asked."""

    refund_no: str


class OtherNews(msgspec.Struct, frozen=True):
    kind: str


News = PaymentNews | RefundNews | OtherNews


class Gateway(Protocol):
    """One provider. Every call that leaves raises NotSent or OutcomeUnknown when it fails.

    `needs_payer` tells that only a payer whom the provider knows by name can pay.
    """

    name: str
    needs_payer: bool

    async def prepay(self, charge: Charge, *, now: datetime) -> Prepaid | Declined:
        """Announce a charge. Safe to repeat with the same charge."""
        ...

    def parameters(self, prepay_id: str, *, now: datetime) -> PayParameters:
        """Sign what the client's pay call needs; nothing leaves."""
        ...

    async def query(self, trade_no: str, *, now: datetime) -> Transaction:
        """Ask what became of a charge."""
        ...

    async def close(self, trade_no: str, *, now: datetime) -> bool:
        """Make a charge unpayable; False when it has been paid. Safe to repeat."""
        ...

    async def refund(self, order: RefundOrder, *, now: datetime) -> RefundAnswer:
        """Ask for cash to go back. Safe to repeat under the same `refund_no` only."""
        ...

    async def query_refund(self, refund_no: str, *, now: datetime) -> RefundAnswer:
        """Ask what became of a refund."""
        ...

    def verify(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> str:
        """Check a notice and return its key. Raises NotGenuine or Unreadable."""
        ...

    def read(self, body: bytes) -> News:
        """Read a notice that was verified when it came. Raises Unreadable."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...
