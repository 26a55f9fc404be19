"""Compare a file with our books, line by line, in both directions (I40)."""

from collections.abc import Sequence
from datetime import datetime

from app import fulfilment
from app.fulfilment import AttemptState, SettledAttempt
from app.kit import db

from .. import policy, queries
from ..errors import StatementRefused
from ..schemas import LineProblem, LineView, StatementView
from .telling import News, open_cases, tell
from .turns import statement_in_turn

BATCH = 1_000
STRANGE = 10  # So many lines without one number of ours are another company's file.

_JUDGE = """
UPDATE statement_line l SET verdict = u.verdict, attempt_id = u.attempt_id,
       redemption_id = u.redemption_id, our_state = u.state, our_quantity = u.quantity,
       our_cost_fen = u.cost_fen
  FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::int[],
              $7::bigint[])
       AS u (id, verdict, attempt_id, redemption_id, state, quantity, cost_fen)
 WHERE l.id = u.id"""

_MISS = """
INSERT INTO statement_line (statement, reference, remote_no, sku, quantity, cost_fen, status,
       occurred_at, verdict, attempt_id, redemption_id, our_state, our_quantity, our_cost_fen)
VALUES ($1, $2, $3, $4, $5, 0, 'delivered', $6, 'missing_in_statement', $7, $8, $9, $5, $10)
ON CONFLICT (statement, attempt_id) WHERE number IS NULL
DO UPDATE SET verdict = 'missing_in_statement'"""

_FOUND = """
UPDATE statement_line SET verdict = 'found_elsewhere'
 WHERE statement = $1 AND number IS NULL AND attempt_id = ANY($2::bigint[])
RETURNING *, statement AS statement_id"""


@db.atomic
async def rematch(*, statement_id: int, now: datetime) -> StatementView:
    """Compare every line anew and open a case for each discrepancy that has none.

    Closes no case by itself; an open one without a loss says what is known now. Safe to
    repeat. Raises NotFound and StatementOver.
    """
    found = await statement_in_turn(statement_id)
    news = News()
    await match([found], news, now=now)
    await tell(news, now=now)
    return await queries.statement(statement_id)


async def match(
    files: Sequence[StatementView], news: News, *, now: datetime, is_new: bool = False
) -> None:
    """Compare files of one supplier, in its turn; what fulfilment must hear is kept in `news`.

    For a new file raises StatementRefused when not one line speaks of an order of ours.
    """
    also: dict[int, StatementView] = {}
    for found in files:
        known = await _judge_lines(found, news)
        if is_new and not known and found.line_count >= STRANGE:
            raise StatementRefused([LineProblem(1, "nothing_known")])
        also |= {one.id: one for one in (found, *await queries.touching(found))}
    for one in also.values():
        await _find_missing(one, news)
        await open_cases(one.id, one.supplier, now)
    await db.fetch(
        "UPDATE supplier_statement SET matched_at = $2 WHERE id = ANY($1::bigint[])",
        [one.id for one in files], now,
    )  # fmt: skip


async def _judge_lines(found: StatementView, news: News) -> int:
    """Judge all lines of theirs; returns how many speak of orders of ours."""
    known, after_id = 0, 0
    while lines := await queries.line_batch(found.id, after_id=after_id, most=BATCH):
        after_id = lines[-1].id
        attempts = {
            one.reference: one
            for one in await fulfilment.submitted(
                supplier=found.supplier, references=[line.reference for line in lines]
            )
        }
        twins = await queries.twins([line.id for line in lines])
        compared = [
            policy.compare(line, attempts.get(line.reference), has_twin=line.id in twins)
            for line in lines
        ]
        await _judge(lines, compared)
        known += sum(line.reference in attempts for line in lines)
        news.hints |= policy.hints(lines, compared)
        news.charges |= policy.part_charges(lines, compared)
        news.refresh(map(policy.judged, lines, compared), found.supplier)
    return known


async def _judge(lines: Sequence[LineView], compared: Sequence[policy.Compared]) -> None:
    rows = [
        (now.id, now.verdict.value, now.attempt_id, now.redemption_id, now.our_state,
         now.our_quantity, now.our_cost_fen)
        for now in map(policy.judged, lines, compared)
    ]  # fmt: skip
    await db.fetch(_JUDGE, *(list(column) for column in zip(*rows, strict=True)))


async def _find_missing(found: StatementView, news: News) -> None:
    """List what we hold as delivered in the period and no statement names."""
    before, after = await queries.neighbours(found)
    after_id = 0
    while delivered := await fulfilment.settled_attempts(
        supplier=found.supplier, since=found.period_from, until=found.period_to,
        after_id=after_id, most=BATCH,
    ):  # fmt: skip
        after_id = delivered[-1].id
        named = await queries.named(
            [one.reference for one in delivered],
            supplier=found.supplier, statement_id=found.id,
        )  # fmt: skip
        news.refresh(
            map(queries.line, await db.fetch(_FOUND, found.id, list(named))), found.supplier
        )
        for one in delivered:
            if one.state is not AttemptState.DELIVERED or one.id in named:
                continue
            if policy.is_missing(
                one, period_from=found.period_from, period_to=found.period_to,
                has_previous=before, has_next=after,
            ):  # fmt: skip
                await _miss(found.id, one)


async def _miss(statement_id: int, one: SettledAttempt) -> None:
    await db.fetch(
        _MISS, statement_id, one.reference, one.remote_no, one.sku, one.quantity,
        one.settled_at, one.id, one.redemption_id, one.state.value, one.cost_fen,
    )  # fmt: skip
