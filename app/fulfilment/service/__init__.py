"""What can be done about a delivery; the only writer of this room's tables."""

from .abandoning import abandon
from .alarms import clear_alarm, clear_old_alarms, raise_alarm
from .attempting import Prepared, hand_over, prepare
from .balances import check_stock, claim_balances, note_balance
from .cards import reveal
from .cases import assign_case, close_case, note_case, open_case, snooze_case
from .circuits import claim_probe, close_circuit, note_evidence
from .claiming import claim_due
from .handwork import ship, switch_supplier
from .hastening import hasten
from .importing import add_codes, import_codes
from .inbox import mark_applied, store_callback
from .issuing import hand_out
from .losses import award, book_loss, check_loss, liability
from .opening import open_duty, withdraw
from .overruling import Overruled, answer_for, overrule
from .refreshing import note_charges, refresh_cases
from .restoring import disarm_all, notice_restore
from .settling import settle
from .waiting import count_query

__all__ = [
    "Overruled",
    "Prepared",
    "abandon",
    "add_codes",
    "answer_for",
    "assign_case",
    "award",
    "book_loss",
    "check_loss",
    "check_stock",
    "claim_balances",
    "claim_due",
    "claim_probe",
    "clear_alarm",
    "clear_old_alarms",
    "close_case",
    "close_circuit",
    "count_query",
    "disarm_all",
    "hand_out",
    "hand_over",
    "hasten",
    "import_codes",
    "liability",
    "mark_applied",
    "note_balance",
    "note_case",
    "note_charges",
    "note_evidence",
    "notice_restore",
    "open_case",
    "open_duty",
    "overrule",
    "prepare",
    "raise_alarm",
    "refresh_cases",
    "reveal",
    "settle",
    "ship",
    "snooze_case",
    "store_callback",
    "switch_supplier",
    "withdraw",
]
