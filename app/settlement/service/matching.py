"""Compare a file with our books, line by line, in both directions (I40)."""

from collections.abc import Sequence
from datetime import datetime

from app import fulfilment
from app.fulfilment import AttemptState, CaseKind, SettledAttempt
from app.kit import db

from .. import policy, queries
from ..errors import StatementRefused
from ..schemas import LineProblem, LineView, StatementView
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
 WHERE statement = $1 AND number IS NULL AND attempt_id = ANY($2::bigint[])"""

_LOUD = """
SELECT *, statement AS statement_id FROM statement_line
 WHERE statement = $1 AND NOT has_case AND id > $2
   AND verdict NOT IN ('unmatched', 'matched', 'found_elsewhere', 'withdrawn')
 ORDER BY id LIMIT $3"""


@db.atomic
async def rematch(*, statement_id: int, now: datetime, is_new: bool = False) -> StatementView:
    """Compare every line anew and open a case for each discrepancy that has none.

    Closes no case by itself. Safe to repeat. Raises NotFound and StatementOver; for a new
    file StatementRefused when not one line speaks of an order of ours.
    """
    found = await statement_in_turn(statement_id)
    known = await _judge_lines(found, now)
    if is_new and not known and found.line_count >= STRANGE:
        raise StatementRefused([LineProblem(1, "nothing_known")])
    edges = {"since": found.period_from - policy.EDGE, "until": found.period_to + policy.EDGE}
    for one in (statement_id, *await queries.touching(found, **edges)):
        await _find_missing(await queries.statement(one))
        await _open_cases(one, found.supplier, now)
    await db.fetch(
        "UPDATE supplier_statement SET matched_at = $2 WHERE id = $1", statement_id, now
    )
    return await queries.statement(statement_id)


async def _judge_lines(found: StatementView, now: datetime) -> int:
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
        for line in lines:
            attempt = attempts.get(line.reference)
            if attempt is not None and policy.is_hint(line, attempt):
                await fulfilment.hasten(attempt_id=attempt.id, now=now)
        known += sum(line.reference in attempts for line in lines)
        compared = [
            policy.compare(line, attempts.get(line.reference), has_twin=line.id in twins)
            for line in lines
        ]
        await _judge(lines, compared)
        await fulfilment.note_charges(policy.part_charges(lines, compared))
    return known


async def _judge(lines: Sequence[LineView], compared: Sequence[policy.Compared]) -> None:
    rows = [
        (line.id, one.verdict.value, *_ours(one))
        for line, one in zip(lines, compared, strict=True)
    ]
    await db.fetch(_JUDGE, *(list(column) for column in zip(*rows, strict=True)))


def _ours(one: policy.Compared) -> tuple[int | str | None, ...]:
    attempt = one.attempt
    if attempt is None:
        return (None, None, None, None, None)
    return (
        attempt.id, attempt.redemption_id, attempt.state.value, attempt.quantity,
        one.our_cost_fen,
    )  # fmt: skip


async def _find_missing(found: StatementView) -> None:
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
        await db.fetch(_FOUND, found.id, list(named))
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


async def _open_cases(statement_id: int, supplier: str, now: datetime) -> None:
    """Hand each discrepancy to a person, once."""
    after_id = 0
    while rows := await db.fetch(_LOUD, statement_id, after_id, BATCH):
        after_id = rows[-1]["id"]
        for line in (queries.line(row) for row in rows):
            await fulfilment.open_case(
                kind=CaseKind.STATEMENT_MISMATCH, redemption_id=line.redemption_id,
                attempt_id=line.attempt_id, reference=line.name, facts=facts(line, supplier),
                now=now,
            )  # fmt: skip
        await db.fetch(
            "UPDATE statement_line SET has_case = true WHERE id = ANY($1::bigint[])",
            [row["id"] for row in rows],
        )


def facts(line: LineView, supplier: str) -> dict[str, str | int]:
    """Put both sides' words beside each other; amounts in fen."""
    told: dict[str, str | int | None] = {
        "supplier": supplier,
        "verdict": line.verdict.value,
        "statement": line.statement_id,
        "line": line.number,
        "reference": line.reference,
        "remote_no": line.remote_no,
        "they_say": line.status.value if line.is_theirs else "nothing",
        "we_say": line.our_state or "nothing",
        "their_quantity": line.quantity if line.is_theirs else None,
        "our_quantity": line.our_quantity,
        "their_cost_fen": line.cost_fen if line.is_theirs else None,
        "our_cost_fen": line.our_cost_fen,
        "excess_fen": policy.excess_fen(line) or None,
    }
    return {name: value for name, value in told.items() if value is not None}
