"""What is the case with settlement now? Reads; returns schemas."""

from .contracts import adapter_of, agreed_fen, contracts, suppliers
from .months import latest_issued, month_parts, month_statement, months, open_version
from .statements import (
    line,
    named,
    neighbours,
    statement,
    statement_lines,
    statements,
    their_lines,
    touching,
    twins,
)

__all__ = [
    "adapter_of",
    "agreed_fen",
    "contracts",
    "latest_issued",
    "line",
    "month_parts",
    "month_statement",
    "months",
    "named",
    "neighbours",
    "open_version",
    "statement",
    "statement_lines",
    "statements",
    "suppliers",
    "their_lines",
    "touching",
    "twins",
]
