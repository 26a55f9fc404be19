"""What is remembered about supply: circuits, balances, alarms, imports, where we run."""

from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class SupplierCircuit(Table):
    """Whether a supplier is left alone for a while; all dispatchers share this row.

    Without a row it is closed. The last definite fault is kept for the console.
    """

    id = BigSerial(primary_key=True)
    supplier = Varchar(length=60, unique=True)
    state = Varchar(length=12, default="closed")
    faults = Integer(default=0)
    opened = SmallInt(default=0)
    retry_at = Timestamptz(null=True, default=None)
    evidence_at = Timestamptz(null=True, default=None)
    fault_at = Timestamptz(null=True, default=None)
    fault_words = Varchar(length=200, null=True, default=None)
    changed_at = Timestamptz(default=None)

    supplier_circuit_waits = Check("(state = 'closed') = (retry_at IS NULL)")


class SupplierBalance(Table):
    """What we have left with a supplier, as it said at `told_at`; `asked_at` shares out the
    asking among dispatchers.
    """

    id = BigSerial(primary_key=True)
    supplier = Varchar(length=60, unique=True)
    balance_fen = BigInt(null=True, default=None)
    asked_at = Timestamptz(default=None)
    told_at = Timestamptz(null=True, default=None)


class Alarm(Table):
    """A condition that calls an operator while it lasts; each time it comes it opens a case.

    `alarm_raised` (kind) WHERE is_raised serves the console and the metrics.
    """

    id = BigSerial(primary_key=True)
    kind = Varchar(length=40)
    about = Varchar(length=100)
    is_raised = Boolean(default=True)
    times = Integer(default=1)
    facts = JSONB()
    changed_at = Timestamptz(default=None)

    alarm_once = Unique(["kind", "about"])


class CodeImport(Table):
    """One file of card codes that was taken in whole; its digest refuses it a second time."""

    id = BigSerial(primary_key=True)
    product_slug = Varchar(length=60, index=True)
    file_name = Varchar(length=120)
    digest = Bytea(null=True, default=None, unique=True)
    codes = Integer()
    imported_by = Varchar(length=80)
    imported_at = Timestamptz(default=None)

    code_import_counted = Check("codes > 0")


class Deployment(Table):
    """The one row by which a restored database knows that it was restored.

    `identity` names the cluster, its timeline and the database; `written_by` is the
    transaction that wrote the row, which no dump carries along (see 0003_fulfilment_supply).
    """

    id = BigSerial(primary_key=True)
    place = Varchar(length=8, unique=True, default="here")
    identity = Varchar(length=120)
    written_by = BigInt()
    marked_at = Timestamptz(default=None)
    reason = Text(default="")
