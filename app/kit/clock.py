"""The only place that reads the wall clock; everywhere else time is an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """Tell the present instant in UTC."""
    return datetime.now(UTC)
