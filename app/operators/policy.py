"""Decisions about operators: who may do what, and how often one may fail."""

import re
from datetime import datetime, timedelta

from app.kit import redact
from app.kit.errors import InvalidInput

from .errors import Forbidden
from .schemas import Action, ApprovalKind, Facts, Role

_EVERYBODY = {Action.SEE_CONSOLE, Action.SEE_REDEMPTIONS}

# What each role may do. What is not listed here it may not. Who manages operators or reads
# everything moves no value, and who approves is not who ships.
ALLOWED: dict[Role, frozenset[Action]] = {
    Role.SUPPORT: frozenset(
        _EVERYBODY | {Action.SEE_MEMBERS, Action.REVEAL_PHONE, Action.REFUND, Action.CLOSE_CASE}
    ),
    Role.OPS: frozenset(
        _EVERYBODY
        | {
            Action.SEE_MEMBERS,
            Action.REFUND,
            Action.ADJUST_POINTS,
            Action.CLOSE_CASE,
            Action.SHIP,
            Action.SEE_SUPPLIERS,
            Action.SWITCH_SUPPLIER,
            Action.REPLAY_EVENTS,
            Action.IMPORT_CODES,
            Action.MANAGE_CATALOGUE,
        }
    ),
    Role.FINANCE: frozenset(
        _EVERYBODY
        | {
            Action.SEE_MEMBERS,
            Action.REFUND,
            Action.REFUND_APPROVE,
            Action.CLOSE_CASE,
            Action.ADJUST_APPROVE,
            Action.SEE_LEDGER,
            Action.SEE_SUPPLIERS,
            Action.SEE_SETTLEMENT,
            Action.SETTLE,
            Action.ISSUE_MONTH,
            Action.SEE_AUDIT,
        }
    ),
    Role.ADMIN: frozenset(
        _EVERYBODY
        | {
            Action.SEE_MEMBERS,
            Action.DISABLE_MEMBER,
            Action.SEE_LEDGER,
            Action.SEE_SUPPLIERS,
            Action.SEE_SETTLEMENT,
            Action.ISSUE_MONTH,
            Action.SEE_AUDIT,
            Action.MANAGE_OPERATORS,
        }
    ),
}

# Who may ask, and who may decide.
FOUR_EYES: dict[ApprovalKind, tuple[Action, Action]] = {
    ApprovalKind.REFUND: (Action.REFUND, Action.REFUND_APPROVE),
    ApprovalKind.ADJUSTMENT: (Action.ADJUST_POINTS, Action.ADJUST_APPROVE),
    ApprovalKind.MONTH: (Action.SETTLE, Action.ISSUE_MONTH),
    ApprovalKind.LOSS: (Action.SETTLE, Action.REFUND_APPROVE),
    ApprovalKind.WRITE_OFF: (Action.CLOSE_CASE, Action.REFUND_APPROVE),
    ApprovalKind.PAID_OTHERWISE: (Action.REFUND, Action.REFUND_APPROVE),
}

APPROVAL_LASTS = timedelta(hours=24)  # Later, what was asked may no longer be wanted.
SECOND_OPERATOR_FROM_FEN = 50_000  # R24: from 500.00 yuan a second operator approves.

# What one operator may refund in a day, so that a stolen session costs a known sum at most.
DAILY_CAP_FEN: dict[Role, int] = {
    Role.SUPPORT: 200_000,
    Role.OPS: 500_000,
    Role.FINANCE: 2_000_000,
    Role.ADMIN: 0,
}

# Wrong tries of one name from one network, and wrong confirmations of one session's operator.
MOST_FAILURES = 5
FAILURES_SECONDS = 900
# Wrong tries of one name from everywhere. Then only the networks where the operator signed in
# lately are let try: a stranger shuts out strangers. 1,200 codes a day, three of a million
# right, for who has the password already; each is in the trail.
MOST_FAILURES_IN_ALL = 50
LOCKED_FOR = timedelta(hours=1)
NETWORK_KNOWN_FOR = timedelta(days=30)
HOUR_SECONDS = 3600
MOST_TRIES_PER_ADDRESS = 120

STEP_SECONDS = 30
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
LONGEST_REASON = 500

_NAME = re.compile(r"[a-z][a-z0-9._-]{1,59}")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def is_allowed(role: Role, action: Action) -> bool:
    """Tell whether `role` may do `action`, for a page that hides what it may not."""
    return action in ALLOWED[role]


def may(role: Role, action: Action) -> None:
    """Let `action` pass for `role`. Raises Forbidden."""
    if not is_allowed(role, action):
        raise Forbidden(needs=action.value)


def needs_second_operator(value_fen: int) -> bool:
    """Tell whether a refund of this value (cash plus points at the anchor) needs approval.

    Source: rules R24.
    """
    return value_fen >= SECOND_OPERATOR_FROM_FEN


def name(written: str) -> str:
    """Read an operator's name. Raises InvalidInput."""
    bare = written.strip().lower()
    if not _NAME.fullmatch(bare):
        raise InvalidInput(field="name", reason="unusable")
    return bare


def known_name(written: str) -> str:
    """Read a name that somebody signs in with; one that cannot exist becomes nobody's."""
    bare = written.strip().lower()
    return bare if _NAME.fullmatch(bare) else ""


def password(written: str) -> str:
    """Refuse a password that is easily guessed. Raises InvalidInput."""
    if not SHORTEST_PASSWORD <= len(written) <= LONGEST_PASSWORD:
        raise InvalidInput(field="password", reason="too_short_or_long")
    return written


def reason(written: str) -> str:
    """Read the reason for something that others will judge. Raises InvalidInput."""
    bare = " ".join(written.split())
    if not bare or not bare.isprintable() or len(bare) > LONGEST_REASON:
        raise InvalidInput(field="reason", reason="missing_or_unusable")
    return bare


def steps(at: datetime) -> tuple[int, int, int]:
    """List the 30-second steps whose codes are accepted: a clock may be one step off."""
    current = int(at.timestamp()) // STEP_SECONDS
    return current - 1, current, current + 1


def clean(facts: Facts) -> Facts:
    """Mask phones in what is written down for good; ids and order numbers stay readable."""
    return {
        key: _PHONE.sub(lambda found: redact.phone(found.group()), value)
        if isinstance(value, str)
        else value
        for key, value in facts.items()
    }
