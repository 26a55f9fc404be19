"""What a comparison tells fulfilment: cases, their facts, and reasons to ask sooner."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from app import fulfilment
from app.fulfilment import CaseKind
from app.kit import db

from .. import policy, queries
from ..schemas import LineView

BATCH = 1_000

_LOUD = """
SELECT *, statement AS statement_id FROM statement_line
 WHERE statement = $1 AND NOT has_case AND id > $2
   AND verdict NOT IN ('unmatched', 'matched', 'found_elsewhere', 'withdrawn')
 ORDER BY id LIMIT $3"""


class News(msgspec.Struct):
    """What was learnt, kept until all is compared: it locks what the workers need.

    `hints` are attempts to ask about; `charges` what deliveries in part cost, by attempt;
    `facts` what is known now about lines that have a case, by the case's reference.
    """

    hints: set[int] = msgspec.field(default_factory=set)
    charges: dict[int, int | None] = msgspec.field(default_factory=dict)
    facts: dict[str, dict[str, str | int]] = msgspec.field(default_factory=dict)

    def refresh(self, lines: Iterable[LineView], supplier: str) -> None:
        """Remember the facts of lines that have a case."""
        self.facts |= {one.name: facts(one, supplier) for one in lines if one.has_case}


async def tell(news: News, *, now: datetime) -> None:
    """Tell what was learnt, in the order of locks; nothing slow may follow."""
    await fulfilment.hasten(attempt_ids=news.hints, now=now)
    if news.charges:
        await fulfilment.note_charges(news.charges)
    if news.facts:
        await fulfilment.refresh_cases(news.facts)


async def open_cases(statement_id: int, supplier: str, now: datetime) -> None:
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
