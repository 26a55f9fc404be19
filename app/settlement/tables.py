"""What is remembered of suppliers' statements, contracts, and what a month came to."""

from piccolo.columns import (
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
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class SupplyContract(Table):
    """What share of the profit a supplier has, from an instant on. Append-only.

    `supply_contract_in_force` (supplier, valid_from DESC, id DESC) serves the version that
    counts at an instant.
    """

    id = BigSerial(primary_key=True)
    supplier = Varchar(length=60)
    valid_from = Timestamptz(default=None)
    profit_share_bps = Integer()
    note = Text()
    set_by = Varchar(length=80)
    set_at = Timestamptz(default=None)

    supply_contract_share = Check("profit_share_bps BETWEEN 1500 AND 3000")


class SupplierStatement(Table):
    """A supplier's file for a period. `supplier_statement_file` (file_digest) WHERE state =
    'imported' takes the same file once; `supplier_statement_period_from` (supplier,
    period_from) serves the console's list and the neighbours of a period.
    """

    id = BigSerial(primary_key=True)
    supplier = Varchar(length=60)
    period_from = Timestamptz(default=None)
    period_to = Timestamptz(default=None)
    file_name = Varchar(length=200)
    file_digest = Bytea()
    state = Varchar(length=12)
    line_count = Integer(default=0)
    charged_count = Integer(default=0)
    charged_fen = BigInt(default=0)
    reversed_fen = BigInt(default=0)
    imported_by = Varchar(length=80)
    imported_at = Timestamptz(default=None)
    matched_at = Timestamptz(null=True, default=None)
    withdrawn_by = Varchar(length=80, null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_reason = Text(null=True, default=None)

    supplier_statement_period = Check("period_from < period_to")
    supplier_statement_counted = Check(
        "line_count >= 0 AND charged_count BETWEEN 0 AND line_count"
    )
    supplier_statement_withdrawn = Check(
        "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)"
        " AND (withdrawn_at IS NULL) = (withdrawn_reason IS NULL)"
    )


class StatementLine(Table):
    """One line of theirs by its number; without a number, a delivery of ours they left out.

    `statement_line_charged_once` (attempt_id) is the guarantee that a delivery is charged
    once (I40), `statement_line_missed_once` that it is missed once. `statement_line_verdict`
    (statement, verdict, id) serves the page, `statement_line_reference` the search for a
    line's twins.
    """

    id = BigSerial(primary_key=True)
    statement = ForeignKey(SupplierStatement, null=False)
    number = Integer(null=True, default=None)
    reference = Varchar(length=80, index=True)
    remote_no = Varchar(length=80, null=True, default=None)
    sku = Varchar(length=80, null=True, default=None)
    quantity = Integer()
    cost_fen = BigInt()
    status = Varchar(length=12)
    occurred_at = Timestamptz(null=True, default=None)
    verdict = Varchar(length=24)
    attempt_id = BigInt(null=True, default=None)
    redemption_id = BigInt(null=True, default=None)
    our_state = Varchar(length=12, null=True, default=None)
    our_quantity = Integer(null=True, default=None)
    our_cost_fen = BigInt(null=True, default=None)
    has_case = Boolean(default=False)

    statement_line_once = Unique(["statement", "number"])
    statement_line_of_somebody = Check("number > 0 OR attempt_id IS NOT NULL")
    statement_line_amounts = Check("quantity > 0 AND cost_fen >= 0")


class MonthlyStatement(Table):
    """What a month with a supplier came to. `monthly_statement_is_final` keeps what was
    issued; `monthly_statement_one_open` lets one version be worked on at a time.
    """

    id = BigSerial(primary_key=True)
    supplier = Varchar(length=60)
    month = Date(default=None)
    version = Integer()
    state = Varchar(length=12)
    number = Varchar(length=100, null=True, default=None, unique=True)
    period_from = Timestamptz(default=None)
    period_to = Timestamptz(default=None)
    deliveries = Integer()
    quantity = BigInt()
    points = BigInt()
    cash_fen = BigInt()
    revenue_fen = BigInt()
    given_back_fen = BigInt()
    cost_fen = BigInt()
    reversed_fen = BigInt()
    recovered_fen = BigInt()
    lost_fen = BigInt()
    margin_fen = BigInt()
    share_fen = BigInt()
    payable_fen = BigInt()
    drafted_by = Varchar(length=80)
    drafted_at = Timestamptz(default=None)
    issued_by = Varchar(length=80, null=True, default=None)
    issued_at = Timestamptz(null=True, default=None)

    monthly_statement_version = Unique(["supplier", "month", "version"])
    monthly_statement_period = Check("version > 0 AND period_from < period_to")
    monthly_statement_issued = Check(
        "(state = 'issued') = (issued_at IS NOT NULL)"
        " AND (issued_at IS NULL) = (number IS NULL)"
    )
    monthly_statement_adds_up = Check(
        "revenue_fen = points * 10 + cash_fen AND margin_fen = revenue_fen - given_back_fen"
        " - cost_fen + reversed_fen + recovered_fen AND share_fen >= 0"
        " AND payable_fen = cost_fen - reversed_fen - recovered_fen + share_fen"
    )


class MonthlyPart(Table):
    """One delivery, return, reversal, recovery or loss of a month; `origin` is the row that
    it comes from. `monthly_part_is_final` keeps those of an issued statement;
    `monthly_part_attempt_id` finds the months that a delivery stands in.
    """

    id = BigSerial(primary_key=True)
    statement = ForeignKey(MonthlyStatement, null=False)
    kind = Varchar(length=12)
    origin = BigInt()
    attempt_id = BigInt(null=True, default=None, index=True)
    redemption_id = BigInt(null=True, default=None)
    reference = Varchar(length=80)
    sku = Varchar(length=80)
    quantity = Integer()
    points = BigInt()
    cash_fen = BigInt()
    cost_fen = BigInt()
    is_agreed_cost = Boolean(default=False)
    occurred_at = Timestamptz(default=None)
    contract = ForeignKey(SupplyContract, null=False)

    monthly_part_once = Unique(["statement", "kind", "origin"])
    monthly_part_amounts = Check(
        "quantity >= 0 AND points >= 0 AND cash_fen >= 0 AND cost_fen >= 0"
    )
