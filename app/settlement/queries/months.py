"""What months came to."""

from datetime import date
from typing import Any

import msgspec

from app.kit import db, paging
from app.kit.errors import NotFound

from ..policy import shares
from ..schemas import ContractView, MonthView, Part, Totals

_PARTS = "SELECT * FROM monthly_part WHERE statement = $1 AND id > $2 ORDER BY id LIMIT $3"

# One row for each contract and kind is all that the shares need.
_GROUPED = """
SELECT kind, contract, min(occurred_at) AS occurred_at, 0 AS origin,
       sum(points)::bigint AS points, sum(cash_fen)::bigint AS cash_fen,
       sum(cost_fen)::bigint AS cost_fen, count(*) FILTER (WHERE is_agreed_cost) AS agreed
  FROM monthly_part WHERE statement = $1 GROUP BY kind, contract"""

_TERMS = """
SELECT * FROM supply_contract
 WHERE id IN (SELECT contract FROM monthly_part WHERE statement = $1)"""


async def months(
    *, supplier: str | None = None, cursor: str | None = None, limit: int | None = None
) -> paging.Page[MonthView]:
    """List months' statements, newest first, without their shares."""
    size = paging.size(limit)
    rows = await db.fetch(
        "SELECT * FROM monthly_statement WHERE id < $1 AND ($2::text IS NULL OR supplier = $2)"
        " ORDER BY id DESC LIMIT $3",
        paging.decode(cursor), supplier, size + 1,
    )  # fmt: skip
    shown = [_month(row) for row in rows[:size]]
    return paging.Page(shown, paging.encode(shown[-1].id) if len(rows) > size else None)


async def month_statement(month_id: int) -> MonthView:
    """Show one month's statement with its shares. Raises NotFound."""
    row = await db.fetch_one("SELECT * FROM monthly_statement WHERE id = $1", month_id)
    if row is None:
        raise NotFound
    groups = await db.fetch(_GROUPED, month_id)
    terms = [
        msgspec.convert(dict(one), ContractView) for one in await db.fetch(_TERMS, month_id)
    ]
    return msgspec.structs.replace(
        _month(row),
        shares=shares((msgspec.convert(dict(one), Part) for one in groups), terms),
        agreed_costs=sum(one["agreed"] for one in groups),
    )


async def month_parts(
    month_id: int, *, cursor: str | None = None, limit: int = 50
) -> paging.Page[Part]:
    """List a month's parts in the order of its arithmetic."""
    after_id = paging.decode(cursor) if cursor else 0
    rows = await db.fetch(_PARTS, month_id, after_id, limit + 1)
    shown = [msgspec.convert(dict(row), Part) for row in rows[:limit]]
    following = paging.encode(rows[limit - 1]["id"]) if len(rows) > limit else None
    return paging.Page(shown, following)


async def open_version(supplier: str, month: date) -> MonthView | None:
    """Find the version that is being worked on."""
    return await _one(supplier, month, "state <> 'issued'")


async def latest_issued(supplier: str, month: date) -> MonthView | None:
    """Find the issued version that counts."""
    return await _one(supplier, month, "state = 'issued'")


async def _one(supplier: str, month: date, which: str) -> MonthView | None:
    row = await db.fetch_one(
        f"SELECT * FROM monthly_statement WHERE supplier = $1 AND month = $2 AND {which}"  # noqa: S608 - one of two constants above.
        " ORDER BY version DESC LIMIT 1",
        supplier, month,
    )  # fmt: skip
    return _month(row) if row else None


def _month(row: Any) -> MonthView:
    totals = {name: row[name] for name in Totals.__struct_fields__}
    return msgspec.convert({**dict(row), "totals": totals}, MonthView)
