"""A movement of points as both faces call it, and what a statement is narrowed to."""

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.ledger import Movement, PostingView
from app.web.languages import N_, gettext

from .words import word

EARLIEST_YEAR = 2000


class Kind(StrEnum):
    ALL = "all"
    EARNED = "earned"
    SPENT = "spent"
    RETURNED = "returned"
    EXPIRED = "expired"

    @classmethod
    def of(cls, written: str | None) -> "Kind":
        """Read a kind's name; anything else is all."""
        return cls(written) if written in set(cls) else cls.ALL


_MOVEMENTS: dict[Kind, tuple[Movement, ...]] = {
    Kind.ALL: (),
    Kind.EARNED: (Movement.EARN, Movement.GRANT, Movement.REINSTATE),
    Kind.SPENT: (Movement.HOLD, Movement.CAPTURE, Movement.REPAY),
    Kind.RETURNED: (Movement.RELEASE, Movement.REFUND),
    Kind.EXPIRED: (Movement.EXPIRE, Movement.CLAW_BACK, Movement.FORFEIT),
}

# Why points were earned, by the rule on the receipt.
RULES = {
    "purchase": N_("A purchase"),
    "reading": N_("Reading"),
    "check_in": N_("Checking in"),
    "survey": N_("A survey"),
    "birthday": N_("A birthday present"),
    "subscription": N_("A subscription"),
    "attendance": N_("Attending an event"),
}


def movements_of(kind: Kind) -> tuple[Movement, ...]:
    """List the movements of a kind; none means every one."""
    return _MOVEMENTS[kind]


def title(posting: PostingView) -> str:
    """Call a movement by why it was, else by what it did."""
    rule = RULES.get(posting.receipt.rule)
    return gettext(rule) if rule else word(posting.movement)


def month_of(instant: datetime, zone: str) -> str:
    """Name the month of the brand's zone that an instant lies in, as `month_span` reads it."""
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m}"


def month_span(month: str, zone: str) -> tuple[datetime, datetime] | None:
    """Read a month of the brand's zone, 2026-11: its first instant and the next one's."""
    try:
        first = datetime.strptime(month, "%Y-%m").replace(tzinfo=ZoneInfo(zone))
        if first.year < EARLIEST_YEAR:
            return None
        after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    except ValueError:
        return None
    return first, after
