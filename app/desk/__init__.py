"""What operators do by hand: one verb of a room below and its line in the audit trail.

The rooms below are strangers to `operators`, so the two meet here: who may, who asked, who
approved, and how much in a day. Each verb is one transaction: what was done and who did it
are kept together or not at all.
"""

from .acting import Acting
from .approvals import approve, reject
from .cases import answer_for, ask_again, assign_case, note_case, overrule, snooze_case
from .codes import import_codes
from .deliveries import accept, note, reveal_address, ship
from .errors import NotDoubtful, Overtaken, RefundNotEnded
from .events import replay_event
from .losses import Closing, book_loss, close_case
from .pictures import add_picture, describe_picture, move_picture, remove_picture
from .refunds import REFUNDABLE, Outcome, RefundOrder, refund, seen
from .settlement import (
    approve_month,
    draft_month,
    import_statement,
    month_request,
    reject_month,
    rematch,
    set_contract,
    submit_month,
    take_back_month,
    withdraw_statement,
)
from .stuck import ask_paid_otherwise, retry_refund
from .suppliers import close_circuit, disarm_all, switch_supplier

__all__ = [
    "REFUNDABLE",
    "Acting",
    "Closing",
    "NotDoubtful",
    "Outcome",
    "Overtaken",
    "RefundNotEnded",
    "RefundOrder",
    "accept",
    "add_picture",
    "answer_for",
    "approve",
    "approve_month",
    "ask_again",
    "ask_paid_otherwise",
    "assign_case",
    "book_loss",
    "close_case",
    "close_circuit",
    "describe_picture",
    "disarm_all",
    "draft_month",
    "import_codes",
    "import_statement",
    "month_request",
    "move_picture",
    "note",
    "note_case",
    "overrule",
    "refund",
    "reject",
    "reject_month",
    "rematch",
    "remove_picture",
    "replay_event",
    "retry_refund",
    "reveal_address",
    "seen",
    "set_contract",
    "ship",
    "snooze_case",
    "submit_month",
    "switch_supplier",
    "take_back_month",
    "withdraw_statement",
]
