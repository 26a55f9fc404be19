"""Take a supplier's file, whole or not at all."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app.kit import db
from app.kit.errors import NotFound

from .. import policy, queries
from ..errors import AlreadyImported, StatementRefused
from ..schemas import Line, LineProblem, StatementFile, StatementView
from .matching import match
from .telling import News, tell
from .turns import statement_in_turn, turn

BATCH = 1_000
MOST_TOLD = 100  # So many bad lines are told; the rest are counted.

# Until its lines are read a file stands for its bytes.
_OPEN = """
INSERT INTO supplier_statement (supplier, period_from, period_to, file_name, file_digest,
       state, imported_by, imported_at)
VALUES ($1, $2, $3, $4, $5, 'imported', $6, $7)
ON CONFLICT (file_digest) WHERE state = 'imported' DO NOTHING RETURNING id"""

_KEEP = """
INSERT INTO statement_line (statement, number, reference, remote_no, sku, quantity, cost_fen,
       status, occurred_at, verdict)
SELECT $1, u.*, 'unmatched'
  FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bigint[],
              $8::text[], $9::timestamptz[]) AS u"""

# The same lines count once, in whatever order and however the file is written; one supplier's
# files are read one after another.
_COUNT = """
UPDATE supplier_statement s SET file_digest = $2, line_count = l.lines,
       charged_count = l.charged, charged_fen = l.charged_fen, reversed_fen = l.reversed_fen
  FROM (SELECT count(*) AS lines,
               count(*) FILTER (WHERE status IN ('delivered', 'partial')) AS charged,
               coalesce(sum(cost_fen) FILTER (WHERE status IN ('delivered', 'partial')), 0)
                   AS charged_fen,
               coalesce(sum(cost_fen) FILTER (WHERE status = 'reversed'), 0) AS reversed_fen
          FROM statement_line WHERE statement = $1 AND number IS NOT NULL) l
 WHERE s.id = $1 AND NOT EXISTS (
       SELECT FROM supplier_statement o
        WHERE o.file_digest = $2 AND o.state = 'imported' AND o.id <> $1)
RETURNING s.id"""

_SILENCE = """
UPDATE statement_line SET verdict = 'withdrawn' WHERE statement = $1
RETURNING *, statement AS statement_id"""

_WITHDRAW = """
UPDATE supplier_statement SET state = 'withdrawn', withdrawn_by = $2, withdrawn_reason = $3,
       withdrawn_at = $4 WHERE id = $1"""


@db.atomic
async def import_statement(
    *, file: StatementFile, zone: str, actor: str, now: datetime
) -> StatementView:
    """Keep every line of a file, compare each with our books, and open the cases.

    All or nothing: raises StatementRefused with every bad line, AlreadyImported for the same
    lines, SupplierUnknown, and InvalidInput for the month. Source: reliability I40.
    """
    clock = ZoneInfo(zone)
    begins, ends = policy.period(policy.month(file.month), zone=clock, now=now)
    await turn(file.supplier)
    digest = hashlib.sha256(file.content).digest()
    row = await db.fetch_one(
        _OPEN, file.supplier, begins, ends, file.name[:200] or "statement.csv", digest, actor,
        now,
    )  # fmt: skip
    if row is None:
        raise await _same(digest)
    digest = await _keep(row["id"], file, clock)
    if await db.fetch_one(_COUNT, row["id"], digest) is None:
        raise await _same(digest)
    found, news = await queries.statement(row["id"]), News()
    # What a later month charges is its twin from now on: one delivery is charged once.
    await match(await queries.sharing(found, is_later=True), news, now=now)
    await match([found], news, now=now, is_new=True)
    await tell(news, now=now)
    return await queries.statement(found.id)


@db.atomic
async def withdraw_statement(
    *, statement_id: int, reason: str, actor: str, now: datetime
) -> None:
    """Let a file count no more, since it was the wrong one; its cases stay for their owners.

    The same lines may come again. Raises NotFound and StatementOver.
    """
    found = await statement_in_turn(statement_id)
    lines = [queries.line(row) for row in await db.fetch(_SILENCE, statement_id)]
    await db.fetch(_WITHDRAW, statement_id, actor, reason, now)
    news = News()
    news.charges = {one.attempt_id: None for one in lines if one.attempt_id and one.is_part}
    news.refresh(lines, found.supplier)
    others = (*await queries.touching(found), *await queries.sharing(found))
    await match(list({one.id: one for one in others}.values()), news, now=now)
    await tell(news, now=now)


async def _keep(statement_id: int, file: StatementFile, zone: ZoneInfo) -> bytes:
    """Read and store in batches; between them the process answers others.

    Returns one digest of all that the lines say.
    """
    problems: list[LineProblem] = []
    said: list[bytes] = []
    count, batch = 0, list[Line]()
    try:
        adapter = queries.adapter_of(file.supplier)
        for read in policy.lines(file.content, adapter=adapter, zone=zone):
            if isinstance(read, Line):
                batch.append(read)
                said.append(policy.fingerprint(read))
            else:
                count += 1
                problems += [read] if len(problems) < MOST_TOLD else []
            if len(batch) == BATCH:
                await _store(statement_id, batch)
                batch = []
    except policy.Unreadable as error:
        raise StatementRefused([*problems, error.problem], count=count + 1) from error
    if problems:
        raise StatementRefused(problems, count=count)
    await _store(statement_id, batch)
    return hashlib.sha256(b"".join(sorted(said))).digest()


async def _store(statement_id: int, batch: Sequence[Line]) -> None:
    columns = zip(
        *(
            (one.number, one.reference, one.remote_no, one.sku, one.quantity, one.cost_fen,
             one.status.value, one.occurred_at)
            for one in batch
        ),
        strict=True,
    )  # fmt: skip
    if batch:
        await db.fetch(_KEEP, statement_id, *(list(column) for column in columns))


async def _same(digest: bytes) -> AlreadyImported | NotFound:
    row = await db.fetch_one(
        "SELECT id, file_name FROM supplier_statement"
        " WHERE file_digest = $1 AND state = 'imported'",
        digest,
    )
    if row is None:  # Withdrawn in the same instant: sending it again will do.
        return NotFound()
    return AlreadyImported(statement_id=row["id"], file_name=row["file_name"])
