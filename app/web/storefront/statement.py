"""A statement in words: its kinds, its lines, and what expires on which day."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec

from app.kit.texts import Text
from app.ledger import Expiring, PostingView
from app.web.languages import gettext
from app.web.views.statements import Kind, month_span, title
from app.web.views.words import CHANNELS, channel

MONTHS = 25  # Longer than any lot lives.
LONGEST_WORDS = 60


class StatementLine(msgspec.Struct, frozen=True, kw_only=True):
    """One movement as drawn; `delta` is signed, 0 for one that only settles a hold.

    `about` is what the redemption behind it was called.
    """

    id: int
    title: str
    channel: str
    at: datetime
    points: int
    delta: int
    available_after: int
    redemption_id: int | None
    about: Text | None = None

    @property
    def sign(self) -> str:
        return "plus" if self.delta > 0 else "minus" if self.delta < 0 else "none"


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """What expires on one day; `height` is of 30, `at` the first instant in it."""

    name: str
    points: int
    height: int
    at: datetime


class Narrowed(msgspec.Struct, frozen=True, kw_only=True):
    """What else a statement is narrowed to; `month` as a browser writes it, 2026-11."""

    channel: str = ""
    month: str = ""
    q: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def url(self, kind: Kind, cursor: str | None = None, *, path: str = "/points") -> str:
        """Write the address of this statement."""
        told = {"kind": "" if kind is Kind.ALL else kind.value, "channel": self.channel,
                "month": self.month, "q": self.q, "cursor": cursor or ""}  # fmt: skip
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{path}?{query}" if query else path


def narrowed(given: Mapping[str, str], zone: str) -> Narrowed:
    """Read channel, month and keyword; what cannot be read narrows nothing."""
    named = given.get("channel", "")
    words = given.get("q", "").replace("\0", "").strip()[:LONGEST_WORDS]
    named = named if named in CHANNELS else ""
    month = given.get("month", "")
    span = month_span(month, zone)
    if span is None:
        return Narrowed(channel=named, q=words)
    return Narrowed(
        channel=named, q=words, month=f"{span[0]:%Y-%m}", since=span[0], until=span[1]
    )


def channel_choices() -> list[tuple[str, str]]:
    return [
        ("", gettext("Everywhere")),
        *((one, channel(one)) for one in CHANNELS),
    ]


def month_choices(zone: str, *, at: datetime) -> list[tuple[str, datetime]]:
    """List the months that a statement can be narrowed to: this one and those before."""
    first = at.astimezone(ZoneInfo(zone)).replace(day=1, hour=12)
    found = []
    for _ in range(MONTHS):
        found.append((f"{first:%Y-%m}", first))
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def line(posting: PostingView, about: Text | None = None) -> StatementLine:
    """Put a movement into words."""
    return StatementLine(
        id=posting.id,
        title=title(posting),
        channel=channel(posting.channel),
        at=posting.posted_at,
        points=posting.points,
        delta=posting.signed_points,
        available_after=posting.available_after,
        redemption_id=posting.redemption_id,
        about=about,
    )


def days(expiring: Iterable[Expiring], zone: str) -> list[Day]:
    """Sum what expires by day of the brand's zone, soonest first."""
    sums: dict[str, tuple[int, datetime]] = {}
    for one in expiring:
        name = one.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d")
        points, at = sums.get(name, (0, one.at))
        sums[name] = points + one.points, at
    most = max((points for points, _ in sums.values()), default=1)
    return [
        Day(name=name, points=points, height=max(1, points * 30 // most), at=at)
        for name, (points, at) in sorted(sums.items())
    ]
