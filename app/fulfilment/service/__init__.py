"""What can be done about a delivery; the only writer of this room's tables."""

from .abandoning import abandon
from .alarms import clear_alarm, raise_alarm
from .attempting import Prepared, prepare
from .cards import add_codes, reveal
from .cases import assign_case, close_case, note_case, open_case, snooze_case
from .circuits import claim_probe, close_circuit, note_evidence
from .claiming import claim_due
from .handwork import ship, switch_supplier
from .hastening import hasten
from .inbox import mark_applied, store_callback
from .losses import book_loss
from .opening import open_duty, withdraw
from .restoring import disarm_all, notice_restore
from .settling import settle
from .waiting import count_query

__all__ = [
    "Prepared",
    "abandon",
    "clear_alarm",
    "raise_alarm",
    "add_codes",
    "assign_case",
    "book_loss",
    "claim_due",
    "claim_probe",
    "close_circuit",
    "disarm_all",
    "note_evidence",
    "notice_restore",
    "close_case",
    "count_query",
    "hasten",
    "mark_applied",
    "note_case",
    "open_case",
    "open_duty",
    "prepare",
    "reveal",
    "settle",
    "ship",
    "snooze_case",
    "store_callback",
    "switch_supplier",
    "withdraw",
]
