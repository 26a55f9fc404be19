"""What is left with suppliers, and of our own stock; alarms when it is little."""

from datetime import date, datetime, timedelta

from app import catalogue, settings
from app.kit import db

from .. import policy, queries
from ..schemas import CaseKind
from .alarms import clear_alarm, raise_alarm

EVERY = timedelta(seconds=300)

# One dispatcher asks, whichever comes first after five minutes.
_CLAIM = """
INSERT INTO supplier_balance (supplier, asked_at)
SELECT name, $2 FROM unnest($1::text[]) AS name
ON CONFLICT (supplier) DO UPDATE SET asked_at = $2 WHERE supplier_balance.asked_at <= $3
RETURNING supplier"""


@db.atomic
async def claim_balances(*, suppliers: list[str], now: datetime) -> list[str]:
    """Take on asking those whose balance was not asked for five minutes; names them."""
    rows = await db.fetch(_CLAIM, suppliers, now, now - EVERY)
    return [row["supplier"] for row in rows]


@db.atomic
async def note_balance(
    *, supplier: str, balance_fen: int, alarm_fen: int | None, now: datetime
) -> None:
    """Keep what a supplier said that we have left; raise or clear its alarm."""
    await db.fetch(
        "UPDATE supplier_balance SET balance_fen = $2, told_at = $3 WHERE supplier = $1",
        supplier, balance_fen, now,
    )  # fmt: skip
    about = f"supplier:{supplier}"
    if alarm_fen is None or balance_fen >= alarm_fen:
        await clear_alarm(kind=CaseKind.SUPPLIER_BALANCE_LOW, about=about, now=now)
        return
    facts: dict[str, str | int] = {
        "supplier": supplier, "balance_fen": balance_fen, "alarm_fen": alarm_fen,
    }  # fmt: skip
    await raise_alarm(kind=CaseKind.SUPPLIER_BALANCE_LOW, about=about, facts=facts, now=now)


@db.atomic
async def check_stock(*, codes_low: int, now: datetime) -> int:
    """Raise or clear the alarms of our own codes and of rows of stock; returns how many last.

    Codes are few below `codes_low`; a row of stock in its last tenth.
    """
    low = await _few_codes(codes_low, settings.day_of(now))
    low |= {
        f"stock:{level.slug}": level.available
        for level in await catalogue.stock_levels()
        if policy.is_low(available=level.available, total=level.total)
    }
    for about, left in low.items():
        facts: dict[str, str | int] = {"product": about.partition(":")[2], "left": left}
        await raise_alarm(kind=CaseKind.STOCK_LOW, about=about, facts=facts, now=now)
    raised = await db.fetch(
        "SELECT about FROM alarm WHERE kind = $1 AND is_raised", CaseKind.STOCK_LOW
    )
    for row in raised:
        if row["about"] not in low:
            await clear_alarm(kind=CaseKind.STOCK_LOW, about=row["about"], now=now)
    return len(low)


async def _few_codes(codes_low: int, on: date) -> dict[str, int]:
    stock = await queries.code_stock(on=on)
    return {f"codes:{one.product_slug}": one.free for one in stock if one.free < codes_low}
