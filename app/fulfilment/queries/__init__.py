"""What is the case with deliveries now? Reads; returns schemas."""

from .attempts import attempt_by_reference, attempts, failures, live_attempt
from .cases import case, cases, workload
from .deliveries import track
from .suppliers import disarmed_suppliers, health, waiting_callbacks

__all__ = [
    "attempt_by_reference",
    "attempts",
    "case",
    "cases",
    "disarmed_suppliers",
    "failures",
    "health",
    "live_attempt",
    "track",
    "waiting_callbacks",
    "workload",
]
