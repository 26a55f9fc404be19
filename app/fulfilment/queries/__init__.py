"""What is the case with deliveries now? Reads; returns schemas."""

from .attempts import attempt_by_reference, attempts, failures, live_attempt
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
from .suppliers import disarmed_suppliers, health, waiting_callbacks

__all__ = [
    "attempt_by_reference",
    "attempts",
    "case",
    "case_counts",
    "case_notes",
    "case_queue",
    "case_suppliers",
    "cases",
    "claim",
    "disarmed_suppliers",
    "every_case",
    "failures",
    "health",
    "live_attempt",
    "losses",
    "track",
    "waiting_callbacks",
    "workload",
]
