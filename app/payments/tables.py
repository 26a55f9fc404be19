"""The cash leg: what was charged, what was given back, and every notice as it came."""

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class Payment(Table):
    """One charge for one purpose, under one `trade_no` of ours for ever.

    `payment_open` (next_query_at) WHERE state = 'open' serves the poll.
    """

    id = BigSerial(primary_key=True)
    member_id = BigInt(index=True)
    purpose = Varchar(length=60, unique=True)
    provider = Varchar(length=20)
    trade_no = Varchar(length=32, unique=True)
    description = Varchar(length=120)
    amount_fen = BigInt()
    refunded_fen = BigInt(default=0)
    state = Varchar(length=12, default="open")
    prepay_id = Varchar(length=80, null=True, default=None)
    remote_no = Varchar(length=64, null=True, default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    captured_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    next_query_at = Timestamptz(null=True, default=None)
    mismatched_at = Timestamptz(null=True, default=None)
    # Which refund was sent last, and when: the provider wants them a minute apart.
    last_refund = BigInt(null=True, default=None)
    last_refund_at = Timestamptz(null=True, default=None)

    payment_one_remote = Unique(["provider", "remote_no"])
    payment_refunds_fit = Check(
        "amount_fen > 0 AND refunded_fen >= 0 AND refunded_fen <= amount_fen"
        " AND (refunded_fen = 0 OR captured_at IS NOT NULL)",
    )


class Refund(Table):
    """Cash on its way back, under one `refund_no` derived from the payment.

    `refund_due` (due_at), of what has not ended or was paid otherwise, serves the worker;
    `refund_stuck` (id) WHERE state = 'stuck' the console's counter.
    """

    id = BigSerial(primary_key=True)
    payment = ForeignKey(Payment, null=False, index=True)
    refund_no = Varchar(length=64, unique=True)
    reference = Varchar(length=120, unique=True)
    amount_fen = BigInt()
    reason = Varchar(length=60)
    state = Varchar(length=12, default="requested")
    remote_no = Varchar(length=64, null=True, default=None)
    requested_at = Timestamptz(default=None)
    due_at = Timestamptz(default=None)
    leased_until = Timestamptz(null=True, default=None)
    lease_token = Varchar(length=26, null=True, default=None)
    attempts = Integer(default=0)
    done_at = Timestamptz(null=True, default=None)
    last_error = Text(null=True, default=None)
    # A person lets a stuck refund be sent once more; the claim that may send takes it away.
    may_send = Boolean(default=False)
    # Until then a second operator decides whether it was paid otherwise: nothing is sent.
    held_until = Timestamptz(null=True, default=None)
    # Since the last send the provider's last word is that it has not paid.
    unpaid_at = Timestamptz(null=True, default=None)
    # A person was told that it has no end; it was paid otherwise; it was paid here as well.
    told_at = Timestamptz(null=True, default=None)
    settled_at = Timestamptz(null=True, default=None)
    doubled_at = Timestamptz(null=True, default=None)

    refund_gives_something = Check("amount_fen > 0")


class PaymentNotice(Table):
    """A provider's notice, stored before it is answered, applied afterwards.

    The unique key drops repeats; `payment_notice_waiting` (due_at) WHERE applied_at IS NULL
    serves the job that applies them.
    """

    id = BigSerial(primary_key=True)
    provider = Varchar(length=20)
    event_key = Varchar(length=80)
    headers = JSONB()
    body = Bytea()
    is_genuine = Boolean(default=False)
    received_at = Timestamptz(default=None)
    due_at = Timestamptz(default=None)
    applied_at = Timestamptz(null=True, default=None)
    result = Varchar(length=40, null=True, default=None)

    payment_notice_once = Unique(["provider", "event_key"])
