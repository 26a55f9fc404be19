"""What the fake supplier does to whom: the account's last three digits decide."""

from enum import StrEnum

import msgspec


class Says(StrEnum):
    """How an order is answered."""

    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ERROR = "error"
    NOTHING = "nothing"


class Does(StrEnum):
    """What then happens, whatever was said."""

    WHOLE = "whole"
    HALF = "half"
    REFUSE = "refuse"
    FORGET = "forget"


class Plan(msgspec.Struct, frozen=True):
    """One behaviour. `delay_seconds` lie between the order and the delivery."""

    says: Says
    does: Does = Does.WHOLE
    delay_seconds: float = 0
    calls_back: bool = False


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """The delays; `fast` divides all of them but the promise, which has to be outlasted."""

    soon_seconds: float = 5
    later_seconds: float = 60
    too_late_seconds: float = 60
    silence_seconds: float = 60
    promise_seconds: float = 172_800
    fast: float = 1


def plan(account: str, timing: Timing) -> Plan:
    """Choose what happens to an order for `account`; what has no three digits is served.

    Source: the contract, "The demo shop".
    """
    soon = timing.soon_seconds / timing.fast
    later = timing.later_seconds / timing.fast
    too_late = timing.promise_seconds + timing.too_late_seconds / timing.fast
    ending = account[-3:]
    hundreds = ending[0] if len(ending) == 3 and ending.isascii() and ending.isdigit() else "1"
    plans = {
        "2": Plan(Says.ACCEPTED, delay_seconds=soon, calls_back=True),
        "3": Plan(Says.ACCEPTED, delay_seconds=later),
        "4": Plan(Says.REJECTED, Does.REFUSE),
        "5": Plan(Says.ERROR),
        "6": Plan(Says.NOTHING),
        "7": Plan(Says.NOTHING, Does.FORGET),
        "8": Plan(Says.ACCEPTED, delay_seconds=too_late, calls_back=True),
        "9": Plan(Says.ACCEPTED, Does.HALF, calls_back=True),
    }
    return plans.get(hundreds, Plan(Says.DELIVERED))
