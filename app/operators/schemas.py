"""The words of the people who work here: roles, actions, audit entries, approvals."""

from datetime import datetime
from enum import StrEnum

import msgspec

Facts = dict[str, int | str]


class Role(StrEnum):
    """What somebody is here for; `policy.ALLOWED` says what each may do."""

    SUPPORT = "support"
    OPS = "ops"
    FINANCE = "finance"
    ADMIN = "admin"


class Action(StrEnum):
    """What an operator may be allowed to do. Routes of the console name one each."""

    SEE_CONSOLE = "see_console"
    SEE_REDEMPTIONS = "see_redemptions"
    SEE_MEMBERS = "see_members"
    REVEAL_PHONE = "reveal_phone"
    DISABLE_MEMBER = "disable_member"
    REFUND = "refund"
    REFUND_APPROVE = "refund_approve"
    ADJUST_POINTS = "adjust_points"
    ADJUST_APPROVE = "adjust_approve"
    SEE_LEDGER = "see_ledger"
    CLOSE_CASE = "close_case"
    SHIP = "ship"
    SEE_SUPPLIERS = "see_suppliers"
    SWITCH_SUPPLIER = "switch_supplier"
    REPLAY_EVENTS = "replay_events"
    IMPORT_CODES = "import_codes"
    MANAGE_CATALOGUE = "manage_catalogue"
    SEE_SETTLEMENT = "see_settlement"
    SETTLE = "settle"
    ISSUE_MONTH = "issue_month"
    SEE_AUDIT = "see_audit"
    MANAGE_OPERATORS = "manage_operators"


class ApprovalKind(StrEnum):
    """What needs a second pair of eyes."""

    REFUND = "refund"
    ADJUSTMENT = "adjustment"
    MONTH = "month"
    LOSS = "loss"
    WRITE_OFF = "write_off"
    PAID_OTHERWISE = "paid_otherwise"


class ApprovalState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


class OperatorView(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    name: str
    role: Role
    is_disabled: bool = False


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """A new operator's keys, told this once: only a hash and a sealed secret are kept."""

    id: int
    name: str
    role: Role
    password: str
    totp_secret: str
    totp_uri: str


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing somebody did. `actor` is `operator:7`, `member:7` or `system`."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    reason: str | None
    facts: Facts
    address_masked: str | None


class ApprovalView(msgspec.Struct, frozen=True, kw_only=True):
    """A request for a second pair of eyes; `content` is what will be done."""

    id: int
    kind: ApprovalKind
    subject: str
    content: Facts
    reason: str
    state: ApprovalState
    made_by: int
    made_by_name: str
    made_at: datetime
    expires_at: datetime
    decided_by: int | None
    decided_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state == ApprovalState.OPEN

    @property
    def is_month(self) -> bool:
        return self.kind is ApprovalKind.MONTH
