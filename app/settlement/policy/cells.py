"""One cell of a statement, read strictly: money to the fen, instants in the mall's zone.

Each function returns None for what it cannot read; the reader says which line it was.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

MOST_FEN = 10**12  # Ten billion yuan on one line is a mistake, not a price.
MOST_QUANTITY = 1_000_000
LONGEST_TEXT = 80

# 1234, 1,234.5, ¥12.00: no exponent, no third decimal that is not a nought, no other digits.
_YUAN = re.compile(
    r"([\u00a5\uffe5]?-?|-[\u00a5\uffe5])\s?(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d{1,2})0*)?元?",
    re.ASCII,
)
_WHOLE = re.compile(r"(\d{1,7})(?:\.0+)?", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_EXCEL_TEXT = re.compile(r'="(.*)"')
_DAY = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s?(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?()", re.ASCII)


def text(written: str) -> str:
    """Undo what makes spreadsheets keep a long number: a tab, an apostrophe, `="…"`."""
    found = written.strip()
    if wrapped := _EXCEL_TEXT.fullmatch(found):
        found = wrapped[1]
    return found.lstrip("'`").strip()


def name(written: str) -> str | None:
    """Read a number or a code of theirs; None when it cannot be one."""
    found = text(written)
    return found if found.isprintable() and len(found) <= LONGEST_TEXT else None


def fen(written: str) -> int | None:
    """Read yuan as fen, exactly. A minus is for `is_negative` to judge; the amount is not."""
    found = _YUAN.fullmatch(text(written))
    if found is None:
        return None
    _, whole, part = found.groups()
    amount = int(whole.replace(",", "")) * 100 + int((part or "").ljust(2, "0"))
    return amount if amount <= MOST_FEN else None


def is_negative(written: str) -> bool:
    """Tell whether an amount was written with a minus, as what is given back often is."""
    found = _YUAN.fullmatch(text(written))
    return found is not None and "-" in found[1]


def quantity(written: str) -> int | None:
    """Read how many, at least one."""
    found = _WHOLE.fullmatch(text(written))
    return int(found[1]) if found and 0 < int(found[1]) <= MOST_QUANTITY else None


def instant(written: str, *, zone: ZoneInfo) -> datetime | None:
    """Read when, in `zone` unless the cell says otherwise."""
    bare = text(written)
    found = _DAY.fullmatch(bare) or _RUN_TOGETHER.fullmatch(bare)
    if found is None:
        return None
    *numbers, offset = found.groups()
    try:
        local = datetime(*(int(one or 0) for one in numbers), tzinfo=zone)  # type: ignore[misc, arg-type]
        if offset:
            stated = datetime.fromisoformat(f"2000-01-01T00:00:00{offset}")
            local = local.replace(tzinfo=stated.tzinfo)
    except ValueError:
        return None
    return local.astimezone(UTC) if 2000 <= local.year < 2100 else None


def inert(written: str) -> str:
    """Write a cell so that no spreadsheet takes it for a formula."""
    return f"'{written}" if written.startswith(_FORMULA) else written
