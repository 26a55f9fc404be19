"""What a person must look at."""

from datetime import datetime
from enum import StrEnum

import msgspec


class CaseKind(StrEnum):
    """Why a person must look."""

    LATE_SUCCESS = "late_success_after_refund"
    CONTRADICTION = "contradiction"
    PARTIAL_DELIVERY = "partial_delivery"
    UNKNOWN_AT_DEADLINE = "unknown_at_deadline"
    LATE_PAYMENT = "late_payment"
    PAYMENT_MISMATCH = "payment_mismatch"
    DUPLICATE_CARD = "duplicate_card"
    REFUND_STUCK = "refund_stuck"
    SUPPLIER_REFUSES_US = "supplier_refuses_us"
    STATEMENT_MISMATCH = "statement_mismatch"
    SUPPLIER_BALANCE_LOW = "supplier_balance_low"
    STOCK_LOW = "stock_low"
    BOOKS_DIFFER = "books_differ"


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person must look at; `reference` names it when it is no redemption."""

    id: int
    kind: CaseKind
    redemption_id: int | None
    attempt_id: int | None
    reference: str
    facts: dict[str, str | int]
    opened_at: datetime
    owner: str | None
    closed_at: datetime | None
    closed_by: str | None
    resolution: str | None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def subject(self) -> str:
        """Name what the audit trail writes it down under."""
        owed = self.redemption_id
        return self.reference if owed is None else f"redemption:{owed}"


class Workload(msgspec.Struct, frozen=True, kw_only=True):
    """How many open cases there are, and shipments without a waybill."""

    cases: int
    waybills: int
