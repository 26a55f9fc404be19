"""What is the case with deliveries now? Reads; returns schemas."""

from .attempts import attempt_by_reference, attempts, failures, live_attempt
from .codes import code_imports, code_stock, free_codes
from .conditions import Condition, circuit_of, conditions, is_armed
from .cases import (
    case,
    case_counts,
    case_notes,
    case_queue,
    case_suppliers,
    cases,
    every_case,
    workload,
)
from .deliveries import track
from .losses import claim, losses
from .settled import deliverers, settled_attempts, submitted
from .suppliers import disarmed_suppliers, health, waiting_callbacks

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
    "code_imports",
    "code_stock",
    "conditions",
    "claim",
    "deliverers",
    "disarmed_suppliers",
    "every_case",
    "failures",
    "free_codes",
    "health",
    "is_armed",
    "live_attempt",
    "losses",
    "settled_attempts",
    "submitted",
    "track",
    "waiting_callbacks",
    "workload",
]
