"""Why an attempt failed, and what an answer says about the supplier that gave it."""

from suppliers import (
    Accepted,
    Delivered,
    Duplicate,
    NotSubmitted,
    Outcome,
    Partial,
    Processing,
    Rejected,
    Reversed,
)

from ..schemas import Failure
from .circuits import FAULTS, Evidence


def failure(outcome: Rejected | NotSubmitted | Reversed) -> tuple[Failure, str]:
    """Tell why an attempt failed, and in the supplier's words."""
    match outcome:
        case NotSubmitted(reason=reason, is_unreachable=False):
            return Failure.TOO_LATE, reason
        case NotSubmitted(reason=reason):
            return Failure.NOT_SENT, reason
        case Rejected(code=code, message=message, is_our_fault=True):
            return Failure.REFUSES_US, f"{code} {message}"
        case Rejected(code=code, message=message, is_retryable_elsewhere=False):
            return Failure.FINAL, f"{code} {message}"
        case Rejected(code=code, message=message):
            return Failure.REJECTED, f"{code} {message}"
        case Reversed():
            return Failure.REJECTED, "reversed"


def evidence(outcome: Outcome) -> tuple[Evidence, str]:
    """Tell what an answer says about the supplier itself, and in which words.

    A lost answer says nothing; a refusal of one account shows that they are there.
    """
    match outcome:
        case Accepted() | Processing() | Duplicate() | Delivered() | Partial():
            return Evidence.HEALTH, ""
        case Rejected() | NotSubmitted() | Reversed():
            why, words = failure(outcome)
            if why is Failure.TOO_LATE:
                return Evidence.NOTHING, words
            if why is Failure.REFUSES_US:
                return Evidence.REFUSAL, words
            return Evidence.FAULT if why in FAULTS else Evidence.HEALTH, words
        case _:
            return Evidence.NOTHING, ""
