"""Do the books agree with themselves? Every invariant of every room, run by the auditor."""

from .invariants import INVARIANTS, broken
from .jobs import check_books, tell_heads
from .queries import standing
from .schemas import Breach, Finding
from .verification import CHECKS, verify

__all__ = [
    "CHECKS",
    "INVARIANTS",
    "Breach",
    "Finding",
    "broken",
    "check_books",
    "standing",
    "tell_heads",
    "verify",
]
