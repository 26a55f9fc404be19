"""What a supplier says that it did for us, and what we make of each line."""

from datetime import datetime
from enum import StrEnum

import msgspec

from app.fulfilment import AttemptState


class Field(StrEnum):
    """What a column of a statement may mean."""

    REFERENCE = "reference"
    REMOTE_NO = "remote_no"
    SKU = "sku"
    QUANTITY = "quantity"
    COST = "cost"
    STATUS = "status"
    OCCURRED_AT = "occurred_at"


class LineStatus(StrEnum):
    """What they say became of an order of ours."""

    DELIVERED = "delivered"
    FAILED = "failed"
    REVERSED = "reversed"
    PARTIAL = "partial"
    PROCESSING = "processing"


class Verdict(StrEnum):
    """What comparing a line with our books has shown.

    MISSING is a delivery of ours that they do not list; once another of their statements
    lists it, it is FOUND. UNMATCHED stands only while a file is being read.
    """

    UNMATCHED = "unmatched"
    MATCHED = "matched"
    COST_DIFFERS = "cost_differs"
    QUANTITY_DIFFERS = "quantity_differs"
    STATUS_DIFFERS = "status_differs"
    UNKNOWN_REFERENCE = "unknown_reference"
    DUPLICATE = "duplicate_line"
    MISSING = "missing_in_statement"
    FOUND = "found_elsewhere"
    WITHDRAWN = "withdrawn"


# What a person need not look at.
QUIET = frozenset({Verdict.UNMATCHED, Verdict.MATCHED, Verdict.FOUND, Verdict.WITHDRAWN})


class StatementState(StrEnum):
    IMPORTED = "imported"
    WITHDRAWN = "withdrawn"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line as it was read; `cost_fen` is for the whole line."""

    number: int
    reference: str
    remote_no: str | None
    sku: str | None
    quantity: int
    cost_fen: int
    status: LineStatus
    occurred_at: datetime | None


class LineProblem(msgspec.Struct, frozen=True):
    """Why a line cannot be read; `number` counts the file's lines from 1, the header's."""

    number: int
    reason: str
    value: str = ""


class LineView(msgspec.Struct, frozen=True, kw_only=True):
    """One line with both sides' words; `number` is None for what they left out."""

    id: int
    statement_id: int
    number: int | None
    reference: str
    remote_no: str | None
    sku: str | None
    quantity: int
    cost_fen: int
    status: LineStatus
    occurred_at: datetime | None
    verdict: Verdict
    attempt_id: int | None
    redemption_id: int | None
    our_state: str | None
    our_quantity: int | None
    our_cost_fen: int | None
    has_case: bool

    @property
    def held_as(self) -> AttemptState | None:
        """What our books call the attempt."""
        return AttemptState(self.our_state) if self.our_state else None

    @property
    def is_theirs(self) -> bool:
        return self.number is not None

    @property
    def is_part(self) -> bool:
        return self.status is LineStatus.PARTIAL

    @property
    def is_quiet(self) -> bool:
        return self.verdict in QUIET

    @property
    def name(self) -> str:
        """Name it for good, as cases do."""
        place = self.number if self.is_theirs else f"attempt:{self.attempt_id}"
        return f"statement:{self.statement_id}:{place}"


class StatementView(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier's file; `verdicts` counts its lines, and what they left out, by verdict."""

    id: int
    supplier: str
    period_from: datetime
    period_to: datetime
    file_name: str
    state: StatementState
    line_count: int
    charged_count: int
    charged_fen: int
    reversed_fen: int
    imported_by: str
    imported_at: datetime
    matched_at: datetime | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    verdicts: dict[Verdict, int] = {}

    @property
    def is_withdrawn(self) -> bool:
        return self.state is StatementState.WITHDRAWN

    @property
    def discrepancies(self) -> int:
        return sum(count for verdict, count in self.verdicts.items() if verdict not in QUIET)

    @property
    def expected_fen(self) -> int:
        """What they charge, less what they gave back."""
        return self.charged_fen - self.reversed_fen


class StatementFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file to import: whose, for which month ("2026-10"), and its bytes as they came."""

    supplier: str
    month: str
    name: str
    content: bytes

    def __repr__(self) -> str:
        return f"StatementFile({self.supplier}, {self.month}, {len(self.content)} bytes)"
