"""What waits for a person, and what became of it."""

from typing import Any

import msgspec

from app.kit import db, paging
from app.kit.errors import NotFound

from ..schemas import CaseKind, CaseView, Workload


async def cases(
    *, is_open: bool = True, redemption_id: int | None = None, cursor: str | None = None,
    limit: int | None = None,
) -> paging.Page[CaseView]:  # fmt: skip
    """List cases, newest first."""
    size = paging.size(limit)
    rows = await db.fetch(
        "SELECT * FROM case_file WHERE id < $1 AND ($2::bool IS NOT TRUE OR closed_at IS NULL)"
        " AND ($3::bigint IS NULL OR redemption_id = $3) ORDER BY id DESC LIMIT $4",
        paging.decode(cursor), is_open, redemption_id, size + 1,
    )  # fmt: skip
    shown = [_case(row) for row in rows[:size]]
    return paging.Page(shown, paging.encode(shown[-1].id) if len(rows) > size else None)


async def workload() -> Workload:
    """Count what waits for a person."""
    row = await db.fetch_one(
        "SELECT (SELECT count(*) FROM case_file WHERE closed_at IS NULL) AS cases,"
        " (SELECT count(*) FROM fulfilment WHERE state = 'handwork') AS waybills"
    )
    assert row is not None
    return Workload(cases=row["cases"], waybills=row["waybills"])


async def case(case_id: int) -> CaseView:
    """Show one case. Raises NotFound."""
    row = await db.fetch_one("SELECT * FROM case_file WHERE id = $1", case_id)
    if row is None:
        raise NotFound
    return _case(row)


def _case(row: Any) -> CaseView:
    return CaseView(
        id=row["id"], kind=CaseKind(row["kind"]), redemption_id=row["redemption_id"],
        attempt_id=row["attempt"], reference=row["reference"],
        facts=msgspec.json.decode(row["facts"] or "{}", type=dict[str, str | int]),
        opened_at=row["opened_at"], owner=row["owner"], closed_at=row["closed_at"],
        closed_by=row["closed_by"], resolution=row["resolution"],
    )  # fmt: skip
