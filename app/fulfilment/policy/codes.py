"""Codes that the house issues itself: for what, and until when they are good."""

from datetime import date, timedelta

ISSUED = frozenset({"coupon", "booking"})  # Each piece has a code of its own.


def last_day(begun_on: date, *, valid_days: int | None) -> date | None:
    """Tell the last day of what lasts so many days, the day it begins not counted."""
    return None if valid_days is None else begun_on + timedelta(days=valid_days)
