"""What a delivery that nobody owed has cost: booked, claimed, and at last decided (R21)."""

from datetime import datetime

from app.kit import db

from .. import queries
from ..errors import CaseClosed
from ..policy import casework
from ..schemas import Decision, Liability, LossMovement

# Of two who book, one does: per case `loss_posting_once`, per attempt `loss_posting_attempt`.
_POST = """
INSERT INTO loss_posting (case_file, redemption_id, attempt, supplier, movement, source,
                          destination, amount_fen, actor, posted_at)
SELECT c.id, c.redemption_id, c.attempt, $2, $3, $4, $5, $6, $7, $8
  FROM case_file c WHERE c.id = $1
ON CONFLICT DO NOTHING RETURNING id"""


@db.atomic
async def book_loss(
    *, case_id: int, amount_fen: int, actor: str, now: datetime, supplier: str = ""
) -> bool:
    """Book what an open case has cost, and claim it from the supplier who owes it.

    False when it was booked before, here or in another case about the same attempt. Raises
    CaseClosed, and InvalidInput for more than it cost or for another `supplier`.
    """
    owed = await check_loss(case_id=case_id, supplier=supplier, amount_fen=amount_fen)
    booked = await _post(case_id, LossMovement.LOSS, owed.supplier, amount_fen, actor, now)
    if booked:
        await _post(case_id, LossMovement.CLAIM, owed.supplier, amount_fen, actor, now)
    return booked


@db.atomic
async def check_loss(*, case_id: int, supplier: str, amount_fen: int) -> Liability:
    """Let a loss pass that an open case can have cost, and tell whose it is.

    Raises CaseClosed, and InvalidInput for more than it cost or for another `supplier`.
    """
    row = await db.fetch_one(
        "SELECT id FROM case_file WHERE id = $1 AND closed_at IS NULL FOR UPDATE", case_id
    )
    if row is None:
        raise CaseClosed
    owed = await liability(case_id)
    casework.check_loss(owed, supplier=supplier, amount_fen=amount_fen)
    return owed


async def liability(case_id: int) -> Liability:
    """Tell whom a case can be claimed from and the most it can have cost. Raises NotFound."""
    case = await queries.case(case_id)
    attempt = await queries.submission(case.attempt_id) if case.attempt_id else None
    return casework.liability(case, attempt)


async def award(
    case_id: int, decision: Decision, *, recovered_fen: int | None
) -> tuple[int, int]:
    """Tell what a decision would have credited and written off of a case's claim.

    Raises InvalidInput when it does not fit.
    """
    claim = await queries.claim(case_id)
    return casework.outcome_of(
        decision, claimed_fen=claim.claimed_fen, recovered_fen=recovered_fen
    )


async def decide(
    case_id: int,
    decision: Decision,
    *,
    recovered_fen: int | None,
    actor: str,
    now: datetime,
) -> None:
    """Post what became of a case's claim. Raises InvalidInput when that does not fit."""
    claim = await queries.claim(case_id)
    back, lost = await award(case_id, decision, recovered_fen=recovered_fen)
    for movement, amount_fen in ((LossMovement.RECOVER, back), (LossMovement.WRITE_OFF, lost)):
        if amount_fen:
            await _post(case_id, movement, claim.supplier, amount_fen, actor, now)


async def _post(
    case_id: int,
    movement: LossMovement,
    supplier: str,
    amount_fen: int,
    actor: str,
    now: datetime,
) -> bool:
    source, destination = casework.ROUTES[movement]
    row = await db.fetch_one(
        _POST, case_id, supplier, movement.value, source.value, destination.value, amount_fen,
        actor, now,
    )  # fmt: skip
    return row is not None
