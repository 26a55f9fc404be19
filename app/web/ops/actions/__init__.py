"""What a console action is: one verb of a room below and its line in the audit trail.

The rooms below are strangers to `operators`, so these verbs stand at the face. Each is one
transaction: what was done and who did it are kept together or not at all.
"""

from .cases import close_case, take_case
from .codes import import_codes
from .deliveries import accept, note, reveal_address, ship
from .events import replay_event
from .refunds import Outcome, RefundOrder, approve_refund, refund, reject_refund, seen
from .suppliers import close_circuit, disarm_all, switch_supplier

__all__ = [
    "Outcome",
    "RefundOrder",
    "accept",
    "approve_refund",
    "close_case",
    "close_circuit",
    "disarm_all",
    "import_codes",
    "note",
    "refund",
    "reject_refund",
    "replay_event",
    "reveal_address",
    "seen",
    "ship",
    "switch_supplier",
    "take_case",
]
