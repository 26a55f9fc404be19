"""What can be taken away: a statement's lines, a month's sums and parts."""

from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

from litestar.response import Stream

from app import settlement
from app.settlement import MonthView, StatementView
from app.web import spreadsheets

BATCH = 1_000
LINE_COLUMNS = (
    "line", "reference", "remote_no", "sku", "time", "their_status", "our_status",
    "their_quantity", "our_quantity", "their_cost", "our_cost", "verdict",
)  # fmt: skip
PART_COLUMNS = (
    "kind", "reference", "sku", "time", "quantity", "points", "cash", "cost", "memo",
    "redemption",
)  # fmt: skip


def statement(found: StatementView, *, zone: str) -> Stream:
    """Send every line of a file with both sides' words; times are those of `zone`."""
    clock = ZoneInfo(zone)
    month = f"{found.period_from.astimezone(clock):%Y-%m}"
    name = f"statement-{found.supplier}-{month}-{found.id}.csv"
    return spreadsheets.download(name, _lines(found.id, clock))


def month(found: MonthView, *, zone: str) -> Stream:
    """Send a month: its sums, then every part of them; times are those of `zone`."""
    version = f"{found.version}" if found.number else f"draft-{found.id}"
    name = f"month-{found.supplier}-{found.month:%Y-%m}-{version}.csv"
    return spreadsheets.download(name, _month(found, ZoneInfo(zone)))


async def _lines(statement_id: int, zone: ZoneInfo) -> AsyncIterator[spreadsheets.Row]:
    yield LINE_COLUMNS
    after_id = 0
    while lines := await settlement.line_batch(statement_id, after_id=after_id, most=BATCH):
        after_id = lines[-1].id
        for one in lines:
            theirs = one.is_theirs
            yield (
                one.number, one.reference, one.remote_no, one.sku,
                one.occurred_at.astimezone(zone).isoformat() if one.occurred_at else None,
                one.status.value if theirs else None, one.our_state,
                one.quantity if theirs else None, one.our_quantity,
                spreadsheets.yuan(one.cost_fen) if theirs else None,
                spreadsheets.yuan(one.our_cost_fen),
                one.verdict.value,
            )  # fmt: skip


async def _month(found: MonthView, zone: ZoneInfo) -> AsyncIterator[spreadsheets.Row]:
    told = found.totals
    yield ("statement", found.number or "draft")
    yield ("supplier", found.supplier)
    yield ("month", f"{found.month:%Y-%m}")
    yield ("version", found.version)
    yield ("deliveries", told.deliveries)
    yield ("points", told.points)
    for name in ("revenue", "given_back", "cost", "reversed", "recovered", "margin"):
        yield (name, spreadsheets.yuan(getattr(told, f"{name}_fen")))
    for one in found.shares:
        yield (f"share_at_{one.profit_share_bps}_bps", spreadsheets.yuan(one.share_fen))
    yield ("share", spreadsheets.yuan(told.share_fen))
    yield ("payable", spreadsheets.yuan(told.payable_fen))
    yield ()
    yield PART_COLUMNS
    cursor: str | None = None
    while True:
        parts = await settlement.month_parts(found.id, cursor=cursor, limit=BATCH)
        for part in parts.items:
            yield (
                part.kind.value, part.reference, part.sku,
                part.occurred_at.astimezone(zone).isoformat(),
                part.quantity, part.points, spreadsheets.yuan(part.cash_fen),
                None if part.is_memo else spreadsheets.yuan(part.cost_fen),
                spreadsheets.yuan(part.cost_fen) if part.is_memo else None, part.redemption_id,
            )  # fmt: skip
        cursor = parts.next_cursor
        if cursor is None:
            return
