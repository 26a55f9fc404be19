"""Suppliers' files and their lines, as they are now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from app.kit import db, paging
from app.kit.errors import NotFound

from ..schemas import LineView, StatementView, Verdict

_STATEMENTS = """
SELECT s.*, (SELECT json_object_agg(v.verdict, v.n) FROM (
               SELECT l.verdict, count(*) AS n FROM statement_line l
                WHERE l.statement = s.id GROUP BY l.verdict) v) AS verdicts
  FROM supplier_statement s"""

_LINES = """
SELECT *, statement AS statement_id FROM statement_line
 WHERE statement = $1 AND id > $2 AND ($3::text IS NULL OR verdict = $3)
   AND ($4::bool IS NOT TRUE OR number IS NOT NULL) ORDER BY id LIMIT $5"""

# A line's twin: an earlier one that says the same about the same number, in a file that counts.
_TWINS = """
SELECT l.id FROM statement_line l JOIN supplier_statement s ON s.id = l.statement
 WHERE l.id = ANY($1::bigint[]) AND EXISTS (
       SELECT FROM statement_line e JOIN supplier_statement t ON t.id = e.statement
        WHERE e.reference = l.reference AND e.status = l.status AND e.id < l.id
          AND e.number IS NOT NULL AND t.supplier = s.supplier AND t.state = 'imported')"""

# Named by a line that counts, or missed by another statement already.
_NAMED = """
SELECT l.attempt_id FROM statement_line l JOIN supplier_statement s ON s.id = l.statement
 WHERE l.reference = ANY($1::text[]) AND s.supplier = $2 AND s.state = 'imported'
   AND (l.number IS NOT NULL
        OR (l.statement <> $3 AND l.verdict = 'missing_in_statement'))"""

_TOUCHING = """
SELECT id FROM supplier_statement
 WHERE supplier = $1 AND state = 'imported' AND id <> $2
   AND period_from <= $4 AND period_to >= $3 ORDER BY id"""

_NEIGHBOURS = """
SELECT coalesce(bool_or(period_from < $3 AND period_to >= $3), false) AS has_previous,
       coalesce(bool_or(period_to > $4 AND period_from <= $4), false) AS has_next
  FROM supplier_statement WHERE supplier = $1 AND state = 'imported' AND id <> $2"""


async def statements(
    *, supplier: str | None = None, cursor: str | None = None, limit: int | None = None
) -> paging.Page[StatementView]:
    """List suppliers' files, newest first, each with its lines counted by verdict."""
    size = paging.size(limit)
    rows = await db.fetch(
        _STATEMENTS + " WHERE s.id < $1 AND ($2::text IS NULL OR s.supplier = $2)"
        " ORDER BY s.id DESC LIMIT $3",
        paging.decode(cursor), supplier, size + 1,
    )  # fmt: skip
    shown = [_statement(row) for row in rows[:size]]
    return paging.Page(shown, paging.encode(shown[-1].id) if len(rows) > size else None)


async def statement(statement_id: int) -> StatementView:
    """Show one file. Raises NotFound."""
    row = await db.fetch_one(_STATEMENTS + " WHERE s.id = $1", statement_id)
    if row is None:
        raise NotFound
    return _statement(row)


async def statement_lines(
    statement_id: int, *, verdict: Verdict | None = None, cursor: str | None = None,
    limit: int | None = None,
) -> paging.Page[LineView]:  # fmt: skip
    """List a file's lines in their order, then what it left out; of one verdict if asked."""
    size = paging.size(limit)
    after_id = paging.decode(cursor) if cursor else 0
    rows = await db.fetch(_LINES, statement_id, after_id, verdict, False, size + 1)
    shown = [line(row) for row in rows[:size]]
    return paging.Page(shown, paging.encode(shown[-1].id) if len(rows) > size else None)


async def line_batch(
    statement_id: int, *, after_id: int, most: int, is_theirs: bool = True
) -> list[LineView]:
    """Read a batch of a file's lines by id; of theirs alone, or with what they left out."""
    rows = await db.fetch(_LINES, statement_id, after_id, None, is_theirs, most)
    return [line(row) for row in rows]


async def twins(line_ids: Sequence[int]) -> frozenset[int]:
    """Tell which lines only repeat an earlier one."""
    return frozenset(row["id"] for row in await db.fetch(_TWINS, list(line_ids)))


async def named(
    references: Sequence[str], *, supplier: str, statement_id: int
) -> frozenset[int]:
    """Tell which attempts some statement of the supplier accounts for."""
    rows = await db.fetch(_NAMED, list(references), supplier, statement_id)
    return frozenset(row["attempt_id"] for row in rows if row["attempt_id"])


async def touching(one: StatementView, *, since: datetime, until: datetime) -> list[int]:
    """List the supplier's other files whose period meets this span."""
    rows = await db.fetch(_TOUCHING, one.supplier, one.id, since, until)
    return [row["id"] for row in rows]


async def neighbours(one: StatementView) -> tuple[bool, bool]:
    """Tell whether the supplier's files before and after this one are here."""
    row = await db.fetch_one(_NEIGHBOURS, one.supplier, one.id, one.period_from, one.period_to)
    assert row is not None
    return row["has_previous"], row["has_next"]


def _statement(row: Any) -> StatementView:
    verdicts = msgspec.json.decode(row["verdicts"] or "{}")
    return msgspec.convert({**dict(row), "verdicts": verdicts}, StatementView)


def line(row: Any) -> LineView:
    """Turn a row into what may be shown."""
    return msgspec.convert(dict(row), LineView)
