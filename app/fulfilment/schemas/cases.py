"""The words of what a person must look at."""

from datetime import datetime
from enum import StrEnum

import msgspec

from .losses import Decision


class CaseKind(StrEnum):
    """Why a person must look."""

    LATE_SUCCESS = "late_success_after_refund"
    CONTRADICTION = "contradiction"
    PARTIAL_DELIVERY = "partial_delivery"
    UNKNOWN_AT_DEADLINE = "unknown_at_deadline"
    LATE_PAYMENT = "late_payment"
    PAYMENT_MISMATCH = "payment_mismatch"
    DUPLICATE_CARD = "duplicate_card"
    ACCOUNT_MISSING = "account_missing"
    REFUND_STUCK = "refund_stuck"
    SUPPLIER_REFUSES_US = "supplier_refuses_us"
    STATEMENT_MISMATCH = "statement_mismatch"
    SUPPLIER_BALANCE_LOW = "supplier_balance_low"
    STOCK_LOW = "stock_low"
    BOOKS_DIFFER = "books_differ"
    CIRCUIT_OPEN = "circuit_open"
    BELOW_MARGIN = "below_margin"
    RESTORED = "restored"


class Standing(StrEnum):
    """Which cases a queue shows: those to do now, put off, closed, or every one."""

    OPEN = "open"
    SNOOZED = "snoozed"
    CLOSED = "closed"
    ALL = "all"


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person must look at; `reference` names it when it is no redemption."""

    id: int
    kind: CaseKind
    redemption_id: int | None
    attempt_id: int | None
    reference: str
    facts: dict[str, str | int]
    opened_at: datetime
    due_at: datetime
    snoozed_until: datetime | None
    owner: str | None
    closed_at: datetime | None
    closed_by: str | None
    decision: Decision | None
    resolution: str | None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def subject(self) -> str:
        """Name what the audit trail writes it down under."""
        owed = self.redemption_id
        return self.reference if owed is None else f"redemption:{owed}"

    @property
    def supplier(self) -> str:
        return str(self.facts.get("supplier", ""))


class CaseNoteView(msgspec.Struct, frozen=True, kw_only=True):
    """Words on a case, by an operator's name."""

    author: str
    words: str
    written_at: datetime


class CaseSearch(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator may filter by; None asks nothing of it.

    `owner` is a name, "" nobody's; `number` a case or a redemption, `reference` the words
    that another room named it by.
    """

    standing: Standing = Standing.OPEN
    kind: CaseKind | None = None
    owner: str | None = None
    supplier: str | None = None
    opened_before: datetime | None = None
    number: int | None = None
    reference: str | None = None


class Workload(msgspec.Struct, frozen=True, kw_only=True):
    """How many open cases there are, and shipments without a waybill."""

    cases: int
    waybills: int
