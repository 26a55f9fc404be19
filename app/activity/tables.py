"""What is remembered about behaviour."""

from piccolo.columns import JSONB, BigInt, BigSerial, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class BehaviourEvent(Table):
    """One thing that a member did. The unique key lets a report be repeated.

    `behaviour_event_recent` (member_id, occurred_at) serves profiles and segments.
    """

    id = BigSerial(primary_key=True)
    member_id = BigInt()
    kind = Varchar(length=40)
    client_event_id = Varchar(length=64)
    occurred_at = Timestamptz(default=None)
    received_at = Timestamptz(default=None)
    data = JSONB()

    behaviour_event_once = Unique(["member_id", "kind", "client_event_id"])
