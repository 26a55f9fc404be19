"""What is the case with settlement now? Reads; returns schemas."""

from .contracts import adapter_of, contracts, suppliers
from .months import latest_issued, month_parts, month_statement, months, open_version
from .statements import (
    edge_deliveries,
    line,
    line_batch,
    named,
    neighbours,
    sharing,
    statement,
    statement_lines,
    statements,
    touching,
    twins,
)

__all__ = [
    "adapter_of",
    "contracts",
    "edge_deliveries",
    "latest_issued",
    "line",
    "line_batch",
    "month_parts",
    "month_statement",
    "months",
    "named",
    "neighbours",
    "open_version",
    "sharing",
    "statement",
    "statement_lines",
    "statements",
    "suppliers",
    "touching",
    "twins",
]
