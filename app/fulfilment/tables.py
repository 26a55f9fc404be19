"""What is remembered about getting the thing: duties, attempts, callbacks, codes, cases."""

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from .supply_tables import Alarm, CodeImport, Deployment, SupplierBalance, SupplierCircuit

__all__ = ["Alarm", "CodeImport", "Deployment", "SupplierBalance", "SupplierCircuit"]


class Fulfilment(Table):
    """The duty to deliver one redemption.

    `fulfilment_handwork` (id) WHERE state = 'handwork' serves the console's counter;
    `fulfilment_due` (due_at) WHERE state IN ('queued', 'waiting') serves the dispatcher's
    claim; a lease token fences a worker that slept past its lease.
    """

    id = BigSerial(primary_key=True)
    redemption_id = BigInt(unique=True)
    member_id = BigInt()
    product_slug = Varchar(length=60)
    delivery = Varchar(length=12)
    quantity = Integer()
    state = Varchar(length=12)
    due_at = Timestamptz(null=True, default=None)
    leased_until = Timestamptz(null=True, default=None)
    lease_token = Varchar(length=26, null=True, default=None)
    carrier = Varchar(length=40, null=True, default=None)
    waybill = Varchar(length=60, null=True, default=None)
    opened_at = Timestamptz(default=None)
    settled_at = Timestamptz(null=True, default=None)


class Attempt(Table):
    """One submission to one supplier, under a reference never used before or again.

    `attempt_one_live` UNIQUE (fulfilment) WHERE state IN ('sent', 'unknown',
    'delivered', 'partial') is the guarantee that nothing is bought twice (R22).
    """

    id = BigSerial(primary_key=True)
    fulfilment = ForeignKey(Fulfilment, null=False)
    number = SmallInt()
    supplier = Varchar(length=60)
    sku = Varchar(length=60)
    reference = Varchar(length=32, unique=True)
    state = Varchar(length=12)
    remote_no = Varchar(length=80, null=True, default=None)
    agreed_fen = BigInt()
    cost_fen = BigInt(null=True, default=None)
    failure = Varchar(length=12, null=True, default=None)
    detail = Varchar(length=200, null=True, default=None)
    queries = Integer(default=0)
    misses = SmallInt(default=0)
    prepared_at = Timestamptz(default=None)
    sent_at = Timestamptz(null=True, default=None)
    queried_at = Timestamptz(null=True, default=None)
    settled_at = Timestamptz(null=True, default=None)

    attempt_gapless = Unique(["fulfilment", "number"])
    attempt_counted = Check("number > 0 AND agreed_fen >= 0")
    attempt_failed_for_a_reason = Check("(state = 'failed') = (failure IS NOT NULL)")


class SupplierCallback(Table):
    """A supplier's callback, kept before it is acknowledged. The unique key drops repeats for
    ever; `supplier_callback_waiting` (id) WHERE applied_at IS NULL serves the inbox.
    """

    id = BigSerial(primary_key=True)
    supplier = Varchar(length=60)
    event_key = Varchar(length=80)
    reference = Varchar(length=40, null=True, default=None)
    headers = JSONB()
    body_sealed = Bytea()
    is_genuine = Boolean(default=False)
    received_at = Timestamptz(default=None)
    applied_at = Timestamptz(null=True, default=None)
    result = Varchar(length=40, null=True, default=None)

    supplier_callback_once = Unique(["supplier", "event_key"])


class CardCode(Table):
    """One card code, sealed. `number_index` refuses the same card twice;
    `card_code_free` (product_slug, id) WHERE fulfilment IS NULL serves the claim.
    """

    id = BigSerial(primary_key=True)
    product_slug = Varchar(length=60)
    number_sealed = Bytea()
    password_sealed = Bytea(null=True, default=None)
    number_index = Bytea(unique=True)
    expires_on = Varchar(length=20, null=True, default=None)
    source = Varchar(length=60)
    fulfilment = ForeignKey(Fulfilment, null=True, default=None, index=True)
    added_at = Timestamptz(default=None)
    claimed_at = Timestamptz(null=True, default=None)


class CodeReveal(Table):
    """One showing of a redemption's codes to its owner, or of its `file` (R25)."""

    id = BigSerial(primary_key=True)
    fulfilment = ForeignKey(Fulfilment, null=False, index=True)
    member_id = BigInt()
    revealed_at = Timestamptz(default=None)
    address_masked = Varchar(length=60, null=True, default=None)
    file = Varchar(length=160, null=True, default=None)


class Case(Table, tablename="case_file"):
    """Something a person must look at. The unique key opens each finding once;
    `case_file_open` (opened_at) WHERE closed_at IS NULL serves the count, and
    `case_file_queue` (id) WHERE closed_at IS NULL the queue.
    """

    id = BigSerial(primary_key=True)
    kind = Varchar(length=40)
    redemption_id = BigInt(null=True, default=None, index=True)
    attempt = ForeignKey(Attempt, null=True, default=None)
    reference = Varchar(length=120, default="")
    facts = JSONB(null=True, default=None)
    opened_at = Timestamptz(default=None)
    due_at = Timestamptz(default=None)
    snoozed_until = Timestamptz(null=True, default=None)
    owner = Varchar(length=60, null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    closed_by = Varchar(length=60, null=True, default=None)
    decision = Varchar(length=12, null=True, default=None)
    resolution = Text(null=True, default=None)

    case_once = Unique(["kind", "redemption_id", "attempt", "reference"], nulls_distinct=False)
    case_about_something = Check("redemption_id IS NOT NULL OR reference <> ''")
    case_closed_with_a_decision = Check("(closed_at IS NULL) = (decision IS NULL)")


class CaseNote(Table):
    """Words about a case, by whom and when. Append-only: a trigger refuses changes."""

    id = BigSerial(primary_key=True)
    case_file = ForeignKey(Case, null=False, index=True)
    author = Varchar(length=60)
    words = Text()
    written_at = Timestamptz(default=None)


class LossPosting(Table):
    """One movement of what a delivery has cost us, along a declared route (R21).

    Append-only: a trigger refuses changes. The unique key lets a case post each movement
    once, `loss_posting_attempt` an attempt lose once in whichever case; `loss_posting_recent`
    (supplier, posted_at) serves settlement.
    """

    id = BigSerial(primary_key=True)
    case_file = ForeignKey(Case, null=False)
    redemption_id = BigInt(null=True, default=None, index=True)
    attempt = ForeignKey(Attempt, null=True, default=None)
    supplier = Varchar(length=60)
    movement = Varchar(length=12)
    source = Varchar(length=12)
    destination = Varchar(length=12)
    amount_fen = BigInt()
    actor = Varchar(length=80)
    posted_at = Timestamptz(default=None)

    loss_posting_once = Unique(["case_file", "movement"])
    loss_posting_moves_something = Check("amount_fen > 0")
    loss_posting_takes_a_route = Check(
        "(movement, source, destination) IN (('loss', 'payable', 'loss'),"
        " ('claim', 'loss', 'claim'), ('recover', 'claim', 'payable'),"
        " ('write_off', 'claim', 'written_off'))",
    )


class SupplierSwitch(Table):
    """Whether operators let a supplier be used; without a row it is armed."""

    id = BigSerial(primary_key=True)
    supplier = Varchar(length=60, unique=True)
    is_armed = Boolean(default=True)
    changed_by = Varchar(length=60)
    changed_at = Timestamptz(default=None)
    reason = Text()
