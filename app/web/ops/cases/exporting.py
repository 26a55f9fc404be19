"""GET /ops/cases/export: the list as a spreadsheet reads it; no cell is a formula."""

import csv
import io
from collections.abc import AsyncIterator

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.response import Stream

from app import fulfilment
from app.fulfilment import CaseSearch, CaseView
from app.operators import Action
from app.web.guards import operator_required
from app.web.requests import HX

from ..acting import Acting
from .listing import Listing

MARK = "\ufeff"  # Without it a spreadsheet takes UTF-8 for something else.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = (
    "case", "kind", "redemption", "reference", "supplier", "owner", "opened_at", "due_at",
    "snoozed_until", "closed_at", "closed_by", "decision", "resolution",
)  # fmt: skip


@get("/cases/export", guards=[operator_required(Action.CLOSE_CASE)])
async def export(request: HX, acting: NamedDependency[Acting]) -> Stream:
    """Send every case that the filters of the address let through."""
    wanted = msgspec.convert(
        {name: request.query_params.get(name, "") for name in Listing.__struct_fields__},
        Listing,
    )
    await acting.write_down("cases_exported", "cases", filters=wanted.url()[:200])
    return Stream(
        _lines(wanted.search(acting), acting),
        media_type="text/csv",
        headers={
            "content-disposition": f'attachment; filename="cases-{acting.now:%Y%m%d}.csv"'
        },
    )


async def _lines(search: CaseSearch, acting: Acting) -> AsyncIterator[str]:
    yield MARK + _line(COLUMNS)
    async for one in fulfilment.every_case(search=search, at=acting.now):
        yield _line(_cells(one))


def _cells(one: CaseView) -> tuple[object, ...]:
    return (
        one.id, one.kind.value, one.redemption_id, one.reference, one.supplier, one.owner,
        one.opened_at, one.due_at, one.snoozed_until, one.closed_at, one.closed_by,
        one.decision and one.decision.value, one.resolution,
    )  # fmt: skip


def _line(cells: tuple[object, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([_plain(one) for one in cells])
    return written.getvalue()


def _plain(cell: object) -> str:
    """Write a cell so that no spreadsheet takes it for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULAS) else text
