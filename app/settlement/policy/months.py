"""The arithmetic of a month: whole fen, rounded down once, in the mall's favour."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.kit.errors import InvalidInput
from app.redemption import value_fen

from ..errors import MonthJustOver, NoContract
from ..schemas import ContractView, Part, PartKind, ShareLine, Totals

LEAST_BPS = 1_500  # F9: suppliers have between 15 % …
MOST_BPS = 3_000  # … and 30 % of the profit.
WHOLE_BPS = 10_000

QUIET_MINUTES = 10  # By then whoever was writing at the month's end has committed.

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_PERCENT = re.compile(r"(\d{1,2})(?:\.(\d{1,2}))?\s?%?", re.ASCII)


def month(written: str) -> date:
    """Read "2026-10" as the month's first day. Raises InvalidInput."""
    found = _MONTH.fullmatch(written.strip())
    if found is None:
        raise InvalidInput(field="month", reason="wrong_type")
    return date(int(found[1]), int(found[2]), 1)


def period(month: date, *, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    """Tell where a month begins and ends; one that still runs ends now.

    Raises InvalidInput for one that has not begun.
    """
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    begins, ends = (_midnight(day, zone) for day in (month, after))
    if now <= begins:
        raise InvalidInput(field="month", reason="before_start")
    return begins, min(ends, now)


def check_over(ends: datetime, *, now: datetime) -> None:
    """Let a month pass that still runs or is well over. Raises MonthJustOver."""
    if ends < now < ends + timedelta(minutes=QUIET_MINUTES):
        raise MonthJustOver(minutes=QUIET_MINUTES)


def bps(written: str) -> int:
    """Read a share such as "22.5" per cent. Raises InvalidInput outside 15 to 30."""
    found = _PERCENT.fullmatch(written.strip())
    if found is None:
        raise InvalidInput(field="share", reason="wrong_type")
    share = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if not LEAST_BPS <= share <= MOST_BPS:
        raise InvalidInput(field="share", reason="out_of_range")
    return share


def in_force(contracts: Sequence[ContractView], at: datetime) -> ContractView:
    """Choose the version that counts at an instant; of two that begin together, the later.

    Raises NoContract when none has begun.
    """
    begun = [one for one in contracts if one.valid_from <= at]
    if not begun:
        raise NoContract(supplier=contracts[0].supplier if contracts else "")
    return max(begun, key=lambda one: (one.valid_from, one.id))


def totals(parts: Iterable[Part], shares: Iterable[ShareLine]) -> Totals:
    """Add a month up. What is payable is the cost, less what came back, and the share.

    The cost is that of the deliveries, and of losses that no delivery carries.
    """
    found = list(parts)
    delivered = [one for one in found if one.kind is PartKind.DELIVERY]
    points, cash_fen = _sum(delivered, "points"), _sum(delivered, "cash_fen")
    returned = [one for one in found if one.kind is PartKind.RETURN]
    given_back = value_fen(_sum(returned, "points"), _sum(returned, "cash_fen"))
    reversed_fen = _sum((one for one in found if one.kind is PartKind.REVERSAL), "cost_fen")
    recovered = _sum((one for one in found if one.kind is PartKind.RECOVERY), "cost_fen")
    charged = [one for one in found if one.kind in (PartKind.DELIVERY, PartKind.CHARGE)]
    cost_fen, share = _sum(charged, "cost_fen"), sum(one.share_fen for one in shares)
    revenue = value_fen(points, cash_fen)
    return Totals(
        deliveries=len(delivered), quantity=_sum(delivered, "quantity"),
        points=points, cash_fen=cash_fen, revenue_fen=revenue, given_back_fen=given_back,
        cost_fen=cost_fen, reversed_fen=reversed_fen, recovered_fen=recovered,
        lost_fen=_sum((one for one in found if one.kind is PartKind.LOSS), "cost_fen"),
        margin_fen=revenue - given_back - cost_fen + reversed_fen + recovered,
        share_fen=share, payable_fen=cost_fen - reversed_fen - recovered + share,
    )  # fmt: skip


def shares(parts: Iterable[Part], contracts: Iterable[ContractView]) -> tuple[ShareLine, ...]:
    """Share the margin under each version of the contract; a loss is shared with nobody."""
    terms = {one.id: one.profit_share_bps for one in contracts}
    margins: dict[int, int] = {}
    for part in parts:
        margins[part.contract] = margins.get(part.contract, 0) + worth_fen(part)
    return tuple(
        ShareLine(
            contract=contract, profit_share_bps=terms[contract], margin_fen=margin,
            share_fen=share_fen(margin, terms[contract]),
        )
        for contract, margin in sorted(margins.items())
    )  # fmt: skip


def share_fen(margin_fen: int, share_bps: int) -> int:
    """Take a share of a margin, rounded down; nothing of a loss."""
    return max(margin_fen, 0) * share_bps // WHOLE_BPS


def worth_fen(part: Part) -> int:
    """Tell what a part does to the margin."""
    value = value_fen(part.points, part.cash_fen)
    match part.kind:
        case PartKind.DELIVERY:
            return value - part.cost_fen
        case PartKind.RETURN:
            return -value
        case PartKind.REVERSAL | PartKind.RECOVERY:
            return part.cost_fen
        case PartKind.CHARGE:
            return -part.cost_fen
    return 0


def _sum(parts: Iterable[Part], field: str) -> int:
    return sum(int(getattr(one, field)) for one in parts)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
