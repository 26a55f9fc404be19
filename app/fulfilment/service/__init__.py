"""What can be done about a delivery; the only writer of this room's tables."""

from .abandoning import abandon
from .attempting import Prepared, prepare
from .cards import add_codes, reveal
from .cases import close_case, open_case, take_case
from .claiming import claim_due
from .handwork import ship, switch_supplier
from .inbox import mark_applied, store_callback
from .opening import open_duty, withdraw
from .settling import settle
from .waiting import count_query

__all__ = [
    "Prepared",
    "abandon",
    "add_codes",
    "claim_due",
    "close_case",
    "count_query",
    "mark_applied",
    "open_case",
    "open_duty",
    "prepare",
    "reveal",
    "settle",
    "ship",
    "store_callback",
    "switch_supplier",
    "take_case",
    "withdraw",
]
