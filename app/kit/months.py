"""Calendar months in a place: spans that days cannot count."""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_INSTANT = timedelta(microseconds=1)


def last_instant(at: datetime, *, months: int, zone: str) -> datetime:
    """Tell the last instant of the day that is `months` later in `zone`, in UTC.

    A day that the month does not have becomes its last: the 29th of February the 28th.
    """
    return _midnight(_moved(at, months, zone) + timedelta(days=1), zone) - _INSTANT


def window_start(at: datetime, *, months: int, zone: str) -> datetime:
    """Tell when the `months` began that end with the day of `at` in `zone`, in UTC.

    What was on the very day so many months ago is outside: each day stands in one such span.
    """
    return _midnight(_moved(at, -months, zone) + timedelta(days=1), zone)


def _moved(at: datetime, months: int, zone: str) -> date:
    day = at.astimezone(ZoneInfo(zone)).date()
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
