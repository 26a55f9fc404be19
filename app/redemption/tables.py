"""What is owed to a member: quotes, redemptions and their timelines."""

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


class Quote(Table):
    """A price, and what its cash earns, that the server stands by for five minutes (R18)."""

    id = BigSerial(primary_key=True)
    member_id = BigInt(index=True)
    product_id = BigInt()
    quantity = Integer()
    points = BigInt()
    cash_fen = BigInt()
    earning = JSONB(null=True, default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)


class Redemption(Table):
    """One exchange of points (and cash) for one product.

    `redemption_member_id_id` (member_id, id) serves a member's list; `redemption_promised`
    (promise_due_at) WHERE state IN ('placed', 'delivering') the watchdog;
    `redemption_unpaid` (pay_by) WHERE state = 'awaiting_payment' the reaper.
    `earning` is what its cash will earn, `points_earned` what of that it has and kept.
    """

    id = BigSerial(primary_key=True)
    member_id = BigInt()
    product_id = BigInt(index=True)
    product_slug = Varchar(length=60)
    title_zh = Varchar(length=120)
    title_en = Varchar(length=120)
    delivery = Varchar(length=12)
    quantity = Integer()
    points = BigInt(default=0)
    cash_fen = BigInt(default=0)
    points_refunded = BigInt(default=0)
    cash_refunded_fen = BigInt(default=0)
    earning = JSONB(null=True, default=None)
    points_earned = BigInt(default=0)
    state = Varchar(length=20)
    hold_id = BigInt(null=True, default=None)
    payment_id = BigInt(null=True, default=None)
    account_sealed = Bytea(null=True, default=None)
    account_masked = Varchar(length=80, null=True, default=None)
    account_index = Bytea(null=True, default=None)
    address_sealed = Bytea(null=True, default=None)
    slot_id = BigInt(null=True, default=None)
    channel = Varchar(length=20, default="web")
    is_express = Boolean(default=False)
    idempotency_key = Varchar(length=255)
    placed_at = Timestamptz(default=None)
    pay_by = Timestamptz(null=True, default=None)
    paid_at = Timestamptz(null=True, default=None)
    promise_seconds = Integer()
    promise_due_at = Timestamptz(null=True, default=None)
    watched_until = Timestamptz(null=True, default=None)
    delivered_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    close_reason = Varchar(length=40, null=True, default=None)

    redemption_one_per_key = Unique(["member_id", "idempotency_key"])
    redemption_costs_something = Check(
        "quantity > 0 AND points >= 0 AND cash_fen >= 0 AND points + cash_fen > 0",
    )
    redemption_refunds_fit = Check(
        "points_refunded BETWEEN 0 AND points AND cash_refunded_fen BETWEEN 0 AND cash_fen",
    )
    redemption_earning_of_cash = Check(
        "(earning IS NOT NULL) = (cash_fen > 0) AND points_earned >= 0",
    )
    redemption_promise_is_exact = Check(
        "(paid_at IS NULL) = (promise_due_at IS NULL) AND (paid_at IS NULL OR"
        " promise_due_at = paid_at + make_interval(secs => promise_seconds))",
    )


class TimelineEntry(Table):
    """One step a member or an operator can read. (redemption, id) serves the page."""

    id = BigSerial(primary_key=True)
    redemption = ForeignKey(Redemption, null=False, index=True)
    kind = Varchar(length=30)
    at = Timestamptz(default=None)
    actor = Varchar(length=80, default="system")
    facts = JSONB(null=True, default=None)
    note = Text(null=True, default=None)
