"""The words of settlement."""

from .months import (
    ContractView,
    MonthState,
    MonthView,
    Part,
    PartKind,
    ShareLine,
    Totals,
)
from .statements import (
    QUIET,
    Field,
    Line,
    LineProblem,
    LineStatus,
    LineView,
    StatementFile,
    StatementState,
    StatementView,
    Verdict,
)

__all__ = [
    "QUIET",
    "ContractView",
    "Field",
    "Line",
    "LineProblem",
    "LineStatus",
    "LineView",
    "MonthState",
    "MonthView",
    "Part",
    "PartKind",
    "ShareLine",
    "StatementFile",
    "StatementState",
    "StatementView",
    "Totals",
    "Verdict",
]
