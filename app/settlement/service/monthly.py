"""Draft a month, let a second operator look, issue it for good (F9, L1)."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.kit import db

from .. import policy, queries
from ..errors import NoContract, NotADraft, NothingNew
from ..schemas import ContractView, MonthState, MonthView, Part, Totals
from . import gathering
from .turns import turn

BATCH = 1_000

_OPEN = """
INSERT INTO monthly_statement (supplier, month, version, state, period_from, period_to,
       deliveries, quantity, points, cash_fen, revenue_fen, given_back_fen, cost_fen,
       reversed_fen, recovered_fen, lost_fen, margin_fen, share_fen, payable_fen, drafted_by,
       drafted_at)
VALUES ($1, $2, $3, 'draft', $4, $5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, $6, $7)
RETURNING id"""

_REDRAFT = """
UPDATE monthly_statement SET period_to = $2, drafted_by = $3, drafted_at = $4 WHERE id = $1"""

_TOTALS = """
UPDATE monthly_statement SET deliveries = $2, quantity = $3, points = $4, cash_fen = $5,
       revenue_fen = $6, given_back_fen = $7, cost_fen = $8, reversed_fen = $9,
       recovered_fen = $10, lost_fen = $11, margin_fen = $12, share_fen = $13,
       payable_fen = $14 WHERE id = $1"""

_PART = """
INSERT INTO monthly_part (statement, kind, origin, attempt_id, redemption_id, reference, sku,
       quantity, points, cash_fen, cost_fen, is_agreed_cost, occurred_at, contract)
SELECT $1, u.* FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[],
       $7::text[], $8::int[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bool[],
       $13::timestamptz[], $14::bigint[]) AS u"""

# The WHERE clause is the lock: of two who move it, one does.
_MOVE = "UPDATE monthly_statement SET state = $2 WHERE id = $1 AND state = $3 RETURNING id"

_ISSUE = """
UPDATE monthly_statement SET state = 'issued', issued_by = $2, issued_at = $3,
       number = to_char(month, 'YYYYMM') || '-' || supplier || '-' || version
 WHERE id = $1 AND state = 'submitted' RETURNING id"""


@db.atomic
async def draft_month(
    *, supplier: str, month: date, zone: str, actor: str, now: datetime
) -> MonthView:
    """Add a month up from our books; a draft is drafted anew, an issued one gets a version.

    Raises MonthJustOver within minutes of its end, NoContract, NotADraft while a second
    operator looks, NothingNew when the issued version says the same, SupplierUnknown, and
    InvalidInput for a month to come.
    """
    begins, ends = policy.period(month, zone=ZoneInfo(zone), now=now)
    policy.check_over(ends, now=now)
    await turn(supplier)
    terms = await queries.contracts(supplier)
    if not terms:
        raise NoContract(supplier=supplier)
    issued = await queries.latest_issued(supplier, month)
    open_one = await queries.open_version(supplier, month)
    if open_one is not None:
        await _empty(open_one, ends, actor, now)
        month_id = open_one.id
    else:
        version = issued.version + 1 if issued else 1
        row = await db.fetch_one(_OPEN, supplier, month, version, begins, ends, actor, now)
        assert row is not None
        month_id = row["id"]
    drawn = await _draw(month_id, terms)
    if issued is not None and (drawn, ends) == (issued.totals, issued.period_to):
        raise NothingNew(number=issued.number or "")
    return await queries.month_statement(month_id)


@db.atomic
async def submit_month(*, month_id: int) -> MonthView:
    """Hand a draft to a second operator. Raises NotFound and NotADraft."""
    return await _move(month_id, MonthState.DRAFT, MonthState.SUBMITTED)


@db.atomic
async def return_month(*, month_id: int) -> MonthView:
    """Let what was submitted be a draft again. Raises NotFound and NotADraft."""
    return await _move(month_id, MonthState.SUBMITTED, MonthState.DRAFT)


@db.atomic
async def issue_month(*, month_id: int, actor: str, now: datetime) -> MonthView:
    """Number it and close it for good; the caller has a second operator's approval.

    Raises NotFound and NotADraft when it was not submitted.
    """
    found = await queries.month_statement(month_id)
    if await db.fetch_one(_ISSUE, month_id, actor, now) is None:
        raise NotADraft(state=found.state)
    return await queries.month_statement(month_id)


async def _move(month_id: int, before: MonthState, after: MonthState) -> MonthView:
    found = await queries.month_statement(month_id)
    if await db.fetch_one(_MOVE, month_id, after, before) is None:
        raise NotADraft(state=found.state)
    return await queries.month_statement(month_id)


async def _empty(found: MonthView, ends: datetime, actor: str, now: datetime) -> None:
    if not found.is_draft:
        raise NotADraft(state=found.state)
    await db.fetch("DELETE FROM monthly_part WHERE statement = $1", found.id)
    await db.fetch(_REDRAFT, found.id, ends, actor, now)


async def _draw(month_id: int, terms: Sequence[ContractView]) -> Totals:
    """Store the parts in batches, then what they add up to."""
    month = await queries.month_statement(month_id)
    found = [part async for part in gathering.parts(month, terms)]
    for begin in range(0, len(found), BATCH):
        await _store(month_id, found[begin : begin + BATCH])
    drawn = policy.totals(found, policy.shares(found, terms))
    values = (getattr(drawn, name) for name in Totals.__struct_fields__)
    await db.fetch(_TOTALS, month_id, *values)
    return drawn


async def _store(month_id: int, batch: Sequence[Part]) -> None:
    columns = zip(
        *(
            (one.kind.value, one.origin, one.attempt_id, one.redemption_id, one.reference,
             one.sku, one.quantity, one.points, one.cash_fen, one.cost_fen, one.is_agreed_cost,
             one.occurred_at, one.contract)
            for one in batch
        ),
        strict=True,
    )  # fmt: skip
    await db.fetch(_PART, month_id, *(list(column) for column in columns))
