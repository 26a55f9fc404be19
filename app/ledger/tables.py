"""What the ledger remembers. Postings are never updated or deleted; a trigger says so."""

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class Wallet(Table):
    """A member's points in one currency; its row is the lock for all that member's points.

    Only postings change it. The unique key serves every balance read.
    """

    id = BigSerial(primary_key=True)
    member_id = BigInt()
    currency = Varchar(length=12, default="points")
    available = BigInt(default=0)
    held = BigInt(default=0)
    debt = BigInt(default=0)

    wallet_one_per_member = Unique(["member_id", "currency"])
    wallet_never_negative = Check("available >= 0 AND held >= 0 AND debt >= 0")
    wallet_debt_is_repaid_first = Check("debt = 0 OR available = 0")


class Posting(Table):
    """One movement of points along a declared route.

    `posting_member_id_id` (member_id, id) serves the statement, `posting_earned` (member_id,
    posted_at) what was earned of late; the unique (movement, reference) makes each cause post
    once.
    """

    id = BigSerial(primary_key=True)
    member_id = BigInt()
    currency = Varchar(length=12, default="points")
    movement = Varchar(length=20)
    source = Varchar(length=20)
    destination = Varchar(length=20)
    points = BigInt()
    available_after = BigInt()
    reference = Varchar(length=120)
    channel = Varchar(length=20, default="web")
    actor = Varchar(length=80, default="member")
    receipt = JSONB()
    posted_at = Timestamptz(default=None)

    posting_posted_once = Unique(["movement", "reference", "currency"])
    posting_moves_something = Check("points > 0")
    posting_takes_a_route = Check(
        "coalesce(ARRAY[source, destination]::text[] = ledger_route(movement), false)",
    )


class Lot(Table):
    """Points earned together that expire together.

    `lot_spendable` (member_id, currency, expires_at, id) WHERE points_left > 0 serves the
    earliest-expiry-first pick; `lot_expiring` (expires_at) likewise the expiry job.
    """

    id = BigSerial(primary_key=True)
    member_id = BigInt()
    currency = Varchar(length=12, default="points")
    posting = ForeignKey(Posting, null=False, index=True)
    points_granted = BigInt()
    points_left = BigInt()
    points_held = BigInt(default=0)
    points_spent = BigInt(default=0)
    points_expired = BigInt(default=0)
    points_clawed = BigInt(default=0)
    earned_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)

    lot_adds_up = Check(
        "points_granted = points_left + points_held + points_spent + points_expired"
        " + points_clawed",
    )
    lot_never_negative = Check(
        "points_left >= 0 AND points_held >= 0 AND points_spent >= 0"
        " AND points_expired >= 0 AND points_clawed >= 0",
    )


class Hold(Table):
    """Points set aside for one purpose; resolved part by part."""

    id = BigSerial(primary_key=True)
    member_id = BigInt()
    currency = Varchar(length=12, default="points")
    points = BigInt()
    points_captured = BigInt(default=0)
    points_released = BigInt(default=0)
    points_refunded = BigInt(default=0)
    purpose = Varchar(length=120, unique=True)
    opened_at = Timestamptz(default=None)
    resolved_at = Timestamptz(null=True, default=None)

    hold_adds_up = Check(
        "points > 0 AND points_captured >= 0 AND points_released >= 0"
        " AND points_refunded >= 0 AND points_refunded <= points_captured"
        " AND points_captured + points_released <= points",
    )


class HoldPart(Table):
    """What one hold took out of one lot; the unique key keeps them apart."""

    id = BigSerial(primary_key=True)
    hold = ForeignKey(Hold, null=False)
    lot = ForeignKey(Lot, null=False, index=True)
    points = BigInt()
    points_captured = BigInt(default=0)
    points_released = BigInt(default=0)
    points_refunded = BigInt(default=0)

    hold_part_one_per_lot = Unique(["hold", "lot"])
    hold_part_adds_up = Check(
        "points > 0 AND points_captured >= 0 AND points_released >= 0"
        " AND points_refunded >= 0 AND points_refunded <= points_captured"
        " AND points_captured + points_released <= points",
    )


class ChainLink(Table):
    """The hash chain over postings: one chain per day and currency, built by the auditor."""

    id = BigSerial(primary_key=True)
    on_day = Date(default=None)
    currency = Varchar(length=12)
    sequence = Integer()
    posting = ForeignKey(Posting, null=False, unique=True)
    hash = Bytea()

    chain_link_gapless = Unique(["on_day", "currency", "sequence"])
