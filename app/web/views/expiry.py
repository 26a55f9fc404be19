"""When points expire: month by month, lot by lot; and since when months are summed up."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from app.ledger import LotView


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """What expires in one month of the brand's zone; `height` is of 30."""

    name: str
    at: datetime
    points: int
    height: int
    lots: tuple[LotView, ...]


def a_year_ago(now: datetime, zone: str) -> datetime:
    """The first instant of this month a year ago: from there on every month is whole."""
    first = now.astimezone(ZoneInfo(zone)).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    return first.replace(year=first.year - 1)


def months(lots: Iterable[LotView], zone: str) -> list[Month]:
    """Group lots by the month of their last day, the soonest first."""
    groups: dict[str, list[LotView]] = {}
    for one in sorted(lots, key=lambda lot: (lot.expires_at, lot.id)):
        name = one.expires_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m")
        groups.setdefault(name, []).append(one)
    sums = {name: sum(one.points_left for one in group) for name, group in groups.items()}
    most = max(sums.values(), default=1)
    return [
        Month(
            name=name,
            at=group[0].expires_at,
            points=sums[name],
            height=max(1, sums[name] * 30 // most),
            lots=tuple(group),
        )
        for name, group in groups.items()
    ]
