"""How points, money and instants are written on a page."""

from datetime import date as Date  # noqa: N812 - the filter has its name.
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from app.kit.texts import Text

from . import languages
from .qr import qr
from .views.achievements import rarity
from .views.earnings import arithmetic
from .views.words import channel, delivery, tone, word

_WHEN = {"zh-CN": "y年M月d日 HH:mm", "en": "d MMM y, HH:mm"}
_DAY = {"zh-CN": "y年M月d日", "en": "d MMM y"}
_MONTH = {"zh-CN": "yyyy年M月", "en": "MMMM yyyy"}


def points(value: int) -> str:
    """12860 → 12,860."""
    return _grouped(value)


def yuan(fen: int) -> str:
    """1200 fen → ¥12.00."""
    sign = "−" if fen < 0 else ""
    return f"{sign}¥{_grouped(abs(fen) // 100)}.{abs(fen) % 100:02d}"


def percent(bps: int) -> str:
    """8000 basis points → 80%, 1550 → 15.5%."""
    written: str = format_percent(Decimal(bps) / 10_000, "#,##0.##%", locale=_locale())
    return written


def seconds(value: int) -> str:
    """10 → 10 seconds, or 10秒钟."""
    return format_unit(value, "duration-second", locale=_locale())


def file_size(value: int) -> str:
    """48213 bytes → 48 kB; 5400000 → 5.4 MB."""
    if value < 1_000_000:
        return f"{max(1, round(value / 1_000))} kB"
    return f"{Decimal(value).scaleb(-6):.1f} MB"


def text(value: Text) -> str:
    """Choose the words in the language of this request."""
    return value.of(languages.current())


def iso(value: datetime) -> str:
    """An instant for `<time datetime>`."""
    return value.isoformat(timespec="seconds")


def milliseconds(value: datetime) -> int:
    """An instant for `data-deadline` and `data-now`."""
    return int(value.timestamp() * 1000)


def date(written: str) -> str:
    """2027-01-31, as a supplier wrote it, as a day is written here; else as it is."""
    try:
        day = Date.fromisoformat(written)
    except ValueError:
        return written
    said: str = format_date(day, _DAY[languages.current()], _locale())
    return said


class Instants:
    """Writes instants as the brand's clock shows them."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)

    def when(self, value: datetime) -> str:
        """Day and time."""
        return self._written(value, _WHEN)

    def day(self, value: datetime) -> str:
        """The day only."""
        return self._written(value, _DAY)

    def month(self, value: datetime) -> str:
        """The month only."""
        return self._written(value, _MONTH)

    def _written(self, value: datetime, patterns: dict[str, str]) -> str:
        pattern = patterns[languages.current()]
        written: str = format_datetime(value, pattern, self.zone, _locale())
        return written


def _grouped(value: int) -> str:
    written: str = format_decimal(value, locale=_locale())
    return written


def _locale() -> str:
    return languages.current().replace("-", "_")


def all_filters(zone: str) -> dict[str, Any]:
    """Name the filters as templates use them."""
    instants = Instants(zone)
    shown = (
        points,
        yuan,
        percent,
        text,
        iso,
        milliseconds,
        date,
        word,
        tone,
        delivery,
        channel,
        rarity,
        arithmetic,
        qr,
        file_size,
        instants.when,
        instants.day,
        instants.month,
    )
    return {one.__name__: one for one in shown}
