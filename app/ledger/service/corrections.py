"""Points that go back: clawed back, forfeited, adjusted. Postings, never edits."""

from datetime import datetime

import msgspec

from app.kit import db
from app.kit.errors import NotFound
from app.ledger import policy, queries
from app.ledger.errors import ClawbackExceedsEarning, InsufficientPoints, ReferenceReused
from app.ledger.schemas import Movement, PostingView, Receipt
from app.ledger.service.earning import earn, word

_TAKE_BACK = (
    "SELECT * FROM ledger_take_back($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10) ORDER BY id"
)

# The wallet's lock makes the sum stand still until this verb has posted its own part.
_CLAWED = """
SELECT coalesce(sum(points), 0)::bigint AS points FROM posting
 WHERE member_id = $1 AND movement IN ('claw_back', 'owe') AND reference <> $3
   AND starts_with(reference, $2)"""


@db.atomic
async def claw_back(
    *,
    posting_id: int,
    points: int,
    reference: str,
    reason: str,
    now: datetime,
    actor: str = "system",
    channel: str = "system",
) -> list[PostingView]:
    """Take back points of one earning, newest unspent first; a shortfall becomes debt.

    Returns one posting or two: what was taken, what is owed. Safe to repeat by `reference`.
    Raises NotFound, and ClawbackExceedsEarning when the parts together pass what was earned.
    Source: rules R5.
    """
    earned = await _earning(posting_id)
    await db.fetch("SELECT ledger_open($1, $2, $3)", earned.member_id, earned.currency, now)
    prefix = f"posting:{posting_id}:"
    full = policy.checked_reference(prefix + reference)
    row = await db.fetch_one(_CLAWED, earned.member_id, prefix, full)
    assert row is not None
    if row["points"] + points > earned.points:
        raise ClawbackExceedsEarning(earned=earned.points, clawed=row["points"])
    return await _take_back(
        Movement.CLAW_BACK, earned.member_id, earned.currency, points, full, channel, actor,
        word(Movement.CLAW_BACK, reason, None, posting=posting_id), now,
    )  # fmt: skip


@db.atomic
async def adjust(
    *,
    member_id: int,
    points: int,
    reason: str,
    reference: str,
    actor: str,
    approver: str | None = None,
    now: datetime,
    currency: str = queries.POINTS,
) -> PostingView:
    """Take `points` away to correct a mistake; `grant` is the way up.

    Safe to repeat by `reference`. Raises InsufficientPoints.
    """
    receipt = word(Movement.ADJUST, reason, approver)
    taken = await _take_back(
        Movement.ADJUST, member_id, currency, points, policy.checked_reference(reference),
        "ops", actor, receipt, now,
    )  # fmt: skip
    return taken[0]


@db.atomic
async def forfeit(
    *,
    member_id: int,
    points: int,
    reason: str,
    evidence: str,
    reference: str,
    actor: str,
    approver: str | None = None,
    now: datetime,
    currency: str = queries.POINTS,
) -> PostingView:
    """Take points away for cheating; `reinstate` undoes it after an appeal.

    Safe to repeat by `reference`. Raises InsufficientPoints. Source: rules R11.
    """
    receipt = word(Movement.FORFEIT, reason, approver, evidence=evidence)
    taken = await _take_back(
        Movement.FORFEIT, member_id, currency, points, policy.checked_reference(reference),
        "ops", actor, receipt, now,
    )  # fmt: skip
    return taken[0]


@db.atomic
async def reinstate(
    *, posting_id: int, reason: str, actor: str, now: datetime, approver: str | None = None
) -> PostingView:
    """Give forfeited points back whole, as a new lot. Safe to repeat. Raises NotFound."""
    lost = await _posting(posting_id, Movement.FORFEIT)
    return await earn(
        member_id=lost.member_id,
        points=lost.points,
        reference=f"posting:{posting_id}",
        receipt=word(Movement.REINSTATE, reason, approver, posting=posting_id),
        movement=Movement.REINSTATE,
        channel="ops",
        actor=actor,
        currency=lost.currency,
        now=now,
    )


async def _take_back(
    movement: Movement, member_id: int, currency: str, points: int, reference: str,
    channel: str, actor: str, receipt: Receipt, now: datetime,
) -> list[PostingView]:  # fmt: skip
    may_owe = movement is Movement.CLAW_BACK
    rows = await db.fetch(
        _TAKE_BACK, member_id, currency, movement, policy.checked_points(points), may_owe,
        reference, channel, actor, msgspec.json.encode(receipt).decode(), now,
    )  # fmt: skip
    if not rows:
        left = await queries.balance(member_id, now, currency=currency)
        raise InsufficientPoints(need=points, available=left.available)
    posted = [queries.posting_view(row) for row in rows]
    if {each.member_id for each in posted} != {member_id} or _total(posted) != points:
        raise ReferenceReused(reference=reference)
    return posted


async def _earning(posting_id: int) -> PostingView:
    return await _posting(posting_id, Movement.EARN, Movement.GRANT)


async def _posting(posting_id: int, *movements: Movement) -> PostingView:
    row = await db.fetch_one(
        "SELECT * FROM posting WHERE id = $1 AND movement = ANY($2::text[])",
        posting_id, [str(each) for each in movements],
    )  # fmt: skip
    if row is None:
        raise NotFound(posting=posting_id)
    return queries.posting_view(row)


def _total(posted: list[PostingView]) -> int:
    return sum(each.points for each in posted)
