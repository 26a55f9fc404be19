"""Suppliers' files and their lines, as they are now."""

from collections.abc import Sequence
from typing import Any

import msgspec

from app import fulfilment
from app.fulfilment import SettledAttempt
from app.kit import db, paging
from app.kit.errors import NotFound

from ..policy import EDGE
from ..schemas import LineView, StatementView, Verdict

_STATEMENTS = """
SELECT s.*, (SELECT json_object_agg(v.verdict, v.n) FROM (
               SELECT l.verdict, count(*) AS n FROM statement_line l
                WHERE l.statement = s.id GROUP BY l.verdict) v) AS verdicts
  FROM supplier_statement s"""

_LINES = """
SELECT *, statement AS statement_id FROM statement_line
 WHERE statement = $1 AND id > $2 AND ($3::text IS NULL OR verdict = $3)
   AND ($4::bool IS NOT TRUE OR number IS NOT NULL)
   AND ($6::text IS NULL OR coalesce(number::text, 'attempt:' || attempt_id) = $6)
 ORDER BY id LIMIT $5"""

# A line's twin: one of an earlier month, or earlier in the same, that says the same about the
# same number, in a file that counts.
# OFFSET 0 keeps it to statement_line_reference, line by line: of lines just stored the planner
# knows nothing yet.
_TWINS = """
WITH batch AS MATERIALIZED (
    SELECT l.id, l.reference, l.status, s.supplier, s.period_from
      FROM statement_line l JOIN supplier_statement s ON s.id = l.statement
     WHERE l.id = ANY($1::bigint[]))
SELECT DISTINCT b.id FROM batch b CROSS JOIN LATERAL (
       SELECT id, statement FROM statement_line
        WHERE reference = b.reference AND status = b.status AND number IS NOT NULL OFFSET 0) e
  JOIN supplier_statement t ON t.id = e.statement
 WHERE t.supplier = b.supplier AND t.state = 'imported'
   AND (t.period_from, e.id) < (b.period_from, b.id)"""

_SHARING = """
WITH others AS MATERIALIZED (
    SELECT DISTINCT e.statement FROM (
           SELECT DISTINCT reference FROM statement_line
            WHERE statement = $2 AND number IS NOT NULL) l CROSS JOIN LATERAL (
           SELECT statement FROM statement_line
            WHERE reference = l.reference AND number IS NOT NULL OFFSET 0) e)
SELECT s.*, NULL AS verdicts FROM supplier_statement s JOIN others o ON o.statement = s.id
 WHERE s.supplier = $1 AND s.id <> $2 AND s.state = 'imported'
   AND ($3::timestamptz IS NULL OR s.period_from > $3)
 ORDER BY s.period_from DESC, s.id DESC"""

# Named by a line that counts, or missed by another statement already.
_NAMED = """
SELECT l.attempt_id FROM statement_line l JOIN supplier_statement s ON s.id = l.statement
 WHERE l.reference = ANY($1::text[]) AND s.supplier = $2 AND s.state = 'imported'
   AND (l.number IS NOT NULL
        OR (l.statement <> $3 AND l.verdict = 'missing_in_statement'))"""

_TOUCHING = """
SELECT *, NULL AS verdicts FROM supplier_statement
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
    statement_id: int, *, verdict: Verdict | None = None, place: str | None = None,
    cursor: str | None = None, limit: int | None = None,
) -> paging.Page[LineView]:  # fmt: skip
    """List a file's lines in their order, then what it left out.

    Of one `verdict`, or at one `place` ("17", "attempt:5", as cases name it), if asked.
    """
    size = paging.size(limit)
    after_id = paging.decode(cursor) if cursor else 0
    rows = await db.fetch(_LINES, statement_id, after_id, verdict, False, size + 1, place)
    shown = [line(row) for row in rows[:size]]
    return paging.Page(shown, paging.encode(shown[-1].id) if len(rows) > size else None)


async def line_batch(
    statement_id: int, *, after_id: int, most: int, is_theirs: bool = True
) -> list[LineView]:
    """Read a batch of a file's lines by id; of theirs alone, or with what they left out."""
    rows = await db.fetch(_LINES, statement_id, after_id, None, is_theirs, most, None)
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


async def touching(one: StatementView) -> list[StatementView]:
    """List the supplier's other files that may name what this one's period delivered."""
    since, until = one.period_from - EDGE, one.period_to + EDGE
    return [
        _statement(row) for row in await db.fetch(_TOUCHING, one.supplier, one.id, since, until)
    ]


async def sharing(one: StatementView, *, is_later: bool = False) -> list[StatementView]:
    """List the supplier's other files that name a number of this one, the latest first."""
    rows = await db.fetch(_SHARING, one.supplier, one.id, one.period_from if is_later else None)
    return [_statement(row) for row in rows]


async def edge_deliveries(one: StatementView) -> list[SettledAttempt]:
    """List what was delivered so near to the period's edges that a neighbour may name it."""
    found = [
        attempt
        for edge in (one.period_from, one.period_to)
        for attempt in await fulfilment.settled_attempts(
            supplier=one.supplier, since=edge - EDGE, until=edge + EDGE
        )
    ]
    return list({attempt.id: attempt for attempt in found}.values())


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
