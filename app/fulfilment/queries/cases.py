"""What waits for a person, and what became of it."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import msgspec

from app.kit import db, paging
from app.kit.errors import NotFound

from ..schemas import CaseKind, CaseNoteView, CaseSearch, CaseView, Decision, Workload

# Served by case_file_queue; $1 is the instant. The same words filter the list and the counts.
_WANTED = """
       CASE $2 WHEN 'open' THEN closed_at IS NULL AND (snoozed_until IS NULL
                                                       OR snoozed_until <= $1)
               WHEN 'snoozed' THEN closed_at IS NULL AND snoozed_until > $1
               WHEN 'closed' THEN closed_at IS NOT NULL
               ELSE true END
   AND ($3::text IS NULL OR coalesce(owner, '') = $3)
   AND ($4::text IS NULL OR facts ->> 'supplier' = $4)
   AND ($5::timestamptz IS NULL OR opened_at <= $5)
   AND ($6::bigint IS NULL OR redemption_id = $6 OR id = $6)
   AND ($7::text IS NULL OR position($7 in reference) > 0)"""

_QUEUE = f"""
SELECT * FROM case_file WHERE {_WANTED}
   AND ($8::text IS NULL OR kind = $8) AND id > $9 ORDER BY id LIMIT $10"""  # noqa: S608

_COUNTS = f"""
SELECT kind, count(*) AS n FROM case_file WHERE {_WANTED} GROUP BY kind"""  # noqa: S608

EXPORTED_AT_ONCE = 500


async def cases(
    *,
    is_open: bool = True,
    redemption_id: int | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> paging.Page[CaseView]:
    """List cases, newest first."""
    size = paging.size(limit)
    rows = await db.fetch(
        "SELECT * FROM case_file WHERE id < $1 AND ($2::bool IS NOT TRUE OR closed_at IS NULL)"
        " AND ($3::bigint IS NULL OR redemption_id = $3) ORDER BY id DESC LIMIT $4",
        paging.decode(cursor), is_open, redemption_id, size + 1,
    )  # fmt: skip
    shown = [_case(row) for row in rows[:size]]
    return paging.Page(shown, paging.encode(shown[-1].id) if len(rows) > size else None)


async def case_queue(
    *, search: CaseSearch, at: datetime, cursor: str | None = None, limit: int | None = None
) -> paging.Page[CaseView]:
    """List what an operator looks for, the oldest first. Raises InvalidInput for a cursor."""
    size = paging.size(limit)
    after = paging.decode(cursor) if cursor else 0
    shown = await _queue(search, at, after, size + 1)
    next_cursor = paging.encode(shown[size - 1].id) if len(shown) > size else None
    return paging.Page(shown[:size], next_cursor)


async def every_case(*, search: CaseSearch, at: datetime) -> AsyncIterator[CaseView]:
    """Tell all that an operator looks for, the oldest first, however many."""
    after = 0
    while found := await _queue(search, at, after, EXPORTED_AT_ONCE):
        for one in found:
            yield one
        after = found[-1].id


async def case_counts(*, search: CaseSearch, at: datetime) -> dict[CaseKind, int]:
    """Count by kind what an operator looks for, whatever kind they look at."""
    rows = await db.fetch(_COUNTS, *_wanted(search, at))
    return {CaseKind(row["kind"]): row["n"] for row in rows}


async def case_suppliers() -> list[str]:
    """Name the suppliers that any case is about."""
    rows = await db.fetch(
        "SELECT DISTINCT facts ->> 'supplier' AS name FROM case_file"
        " WHERE facts ? 'supplier' ORDER BY 1"
    )
    return [row["name"] for row in rows]


async def case(case_id: int) -> CaseView:
    """Show one case. Raises NotFound."""
    row = await db.fetch_one("SELECT * FROM case_file WHERE id = $1", case_id)
    if row is None:
        raise NotFound
    return _case(row)


async def is_case_open(*, kind: CaseKind, reference: str) -> bool:
    """Tell whether a case about what is no redemption is still open."""
    row = await db.fetch_one(
        "SELECT id FROM case_file WHERE kind = $1 AND redemption_id IS NULL"
        " AND attempt IS NULL AND reference = $2 AND closed_at IS NULL",
        kind.value, reference,
    )  # fmt: skip
    return row is not None


async def case_notes(case_id: int) -> tuple[CaseNoteView, ...]:
    """List what was written on a case, oldest first."""
    rows = await db.fetch(
        "SELECT author, words, written_at FROM case_note WHERE case_file = $1 ORDER BY id",
        case_id,
    )
    return tuple(msgspec.convert(dict(row), CaseNoteView) for row in rows)


async def workload() -> Workload:
    """Count what waits for a person."""
    row = await db.fetch_one(
        "SELECT (SELECT count(*) FROM case_file WHERE closed_at IS NULL) AS cases,"
        " (SELECT count(*) FROM fulfilment WHERE state = 'handwork') AS waybills"
    )
    assert row is not None
    return Workload(cases=row["cases"], waybills=row["waybills"])


async def _queue(search: CaseSearch, at: datetime, after: int, most: int) -> list[CaseView]:
    kind = search.kind and search.kind.value
    rows = await db.fetch(_QUEUE, *_wanted(search, at), kind, after, most)
    return [_case(row) for row in rows]


def _wanted(search: CaseSearch, at: datetime) -> tuple[Any, ...]:
    return (
        at, search.standing.value, search.owner, search.supplier, search.opened_before,
        search.number, search.reference,
    )  # fmt: skip


def _case(row: Any) -> CaseView:
    return CaseView(
        id=row["id"], kind=CaseKind(row["kind"]), redemption_id=row["redemption_id"],
        attempt_id=row["attempt"], reference=row["reference"],
        facts=msgspec.json.decode(row["facts"] or "{}", type=dict[str, str | int]),
        opened_at=row["opened_at"], due_at=row["due_at"], snoozed_until=row["snoozed_until"],
        owner=row["owner"], closed_at=row["closed_at"], closed_by=row["closed_by"],
        decision=row["decision"] and Decision(row["decision"]), resolution=row["resolution"],
    )  # fmt: skip
