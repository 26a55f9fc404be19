"""What the auditor remembers."""

from piccolo.columns import BigSerial, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class InvariantCheck(Table):
    """What the last look at one invariant found; few rows, read whole by /metrics."""

    id = BigSerial(primary_key=True)
    name = Varchar(length=120, unique=True)
    broken = Integer(default=0)
    example = Text(null=True, default=None)
    checked_at = Timestamptz(default=None)
    broken_since = Timestamptz(null=True, default=None)
    told_at = Timestamptz(null=True, default=None)
    digest = Bytea(null=True, default=None)
