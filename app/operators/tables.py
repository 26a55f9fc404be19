"""What is remembered about the people who work here, and all that they did."""

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Unique
from piccolo.table import Table


class Operator(Table):
    """A member of staff: argon2 password, sealed TOTP secret, one role."""

    id = BigSerial(primary_key=True)
    name = Varchar(length=60, unique=True)
    role = Varchar(length=20)
    password_hash = Text()
    totp_sealed = Bytea()
    totp_last_step = BigInt(default=0)
    failed_attempts = BigInt(default=0)
    locked_until = Timestamptz(null=True, default=None)
    is_disabled = Boolean(default=False)
    created_at = Timestamptz(default=None)


class AuditEntry(Table):
    """One thing somebody did. Append-only: a trigger refuses UPDATE and DELETE.

    `audit_entry_subject_id` (subject, id) serves the page of the thing it happened to.
    """

    id = BigSerial(primary_key=True)
    at = Timestamptz(default=None)
    actor = Varchar(length=80)
    action = Varchar(length=60)
    subject = Varchar(length=120)
    reason = Text(null=True, default=None)
    facts = JSONB(null=True, default=None)
    address_masked = Varchar(length=60, null=True, default=None)


class AuditLink(Table):
    """The hash chain over the audit trail, one chain per day, built by the auditor."""

    id = BigSerial(primary_key=True)
    on_day = Date(default=None)
    trail = Varchar(length=12)
    sequence = Integer()
    audit_entry = ForeignKey(AuditEntry, null=False, unique=True)
    hash = Bytea()

    audit_link_gapless = Unique(["on_day", "trail", "sequence"])


class Approval(Table):
    """A request that a second operator must approve (maker ≠ checker).

    `approval_open` UNIQUE (kind, subject) WHERE state = 'open': one open request per subject.
    """

    id = BigSerial(primary_key=True)
    kind = Varchar(length=40)
    subject = Varchar(length=120)
    content = JSONB()
    reason = Text()
    state = Varchar(length=12, default="open")
    made_by = ForeignKey(Operator, null=False)
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    decided_by = ForeignKey(Operator, null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)


class RefundDay(Table):
    """What one operator refunded on one day of the mall's zone; the unique key counts."""

    id = BigSerial(primary_key=True)
    operator = ForeignKey(Operator, null=False)
    on = Date(default=None)
    refunded_fen = BigInt(default=0)

    refund_day_one_per_day = Unique(["operator", "on"])
