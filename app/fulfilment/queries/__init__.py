"""What is the case with deliveries now? Reads; returns schemas."""

from .attempts import (
    attempt_by_reference,
    attempts,
    failures,
    live_attempt,
    live_attempts,
    redemptions_by_number,
)
from .cases import (
    case,
    case_counts,
    case_notes,
    case_queue,
    case_suppliers,
    cases,
    every_case,
    is_case_open,
    workload,
)
from .codes import code_imports, code_stock, free_codes
from .conditions import Condition, circuit_of, conditions, is_armed
from .deliveries import track
from .losses import claim, losses
from .settled import deliverers, settled_attempts, submission, submitted
from .suppliers import health, waiting_callbacks

__all__ = [
    "Condition",
    "attempt_by_reference",
    "attempts",
    "case",
    "case_counts",
    "case_notes",
    "case_queue",
    "case_suppliers",
    "cases",
    "circuit_of",
    "claim",
    "code_imports",
    "code_stock",
    "conditions",
    "deliverers",
    "every_case",
    "failures",
    "free_codes",
    "health",
    "is_armed",
    "is_case_open",
    "live_attempt",
    "live_attempts",
    "losses",
    "redemptions_by_number",
    "settled_attempts",
    "submission",
    "submitted",
    "track",
    "waiting_callbacks",
    "workload",
]
