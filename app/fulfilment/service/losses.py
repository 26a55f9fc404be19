"""What a delivery that nobody owed has cost: booked, claimed, and at last decided (R21)."""

from datetime import datetime

from app.kit import db
from app.kit.errors import InvalidInput

from .. import gateway, queries
from ..errors import CaseClosed, SupplierUnknown
from ..policy import casework
from ..schemas import Decision, LossMovement

MOST_FEN = 10**11

_POST = """
INSERT INTO loss_posting (case_file, redemption_id, attempt, supplier, movement, source,
                          destination, amount_fen, actor, posted_at)
SELECT c.id, c.redemption_id, c.attempt, $2, $3, $4, $5, $6, $7, $8
  FROM case_file c WHERE c.id = $1
ON CONFLICT ON CONSTRAINT loss_posting_once DO NOTHING RETURNING id"""

_COST = """
SELECT a.supplier, a.cost_fen, f.product_slug, f.quantity
  FROM attempt a JOIN fulfilment f ON f.id = a.fulfilment WHERE a.id = $1"""


@db.atomic
async def book_loss(
    *, case_id: int, supplier: str, amount_fen: int, actor: str, now: datetime
) -> bool:
    """Book what an open case has cost, and claim it from the supplier.

    False when it was booked before. Raises CaseClosed and InvalidInput for the amount.
    """
    if not 0 < amount_fen <= MOST_FEN:
        raise InvalidInput(field="amount", reason="out_of_range")
    row = await db.fetch_one(
        "SELECT id FROM case_file WHERE id = $1 AND closed_at IS NULL FOR UPDATE", case_id
    )
    if row is None:
        raise CaseClosed
    booked = await _post(case_id, LossMovement.LOSS, supplier, amount_fen, actor, now)
    if booked:
        await _post(case_id, LossMovement.CLAIM, supplier, amount_fen, actor, now)
    return booked


async def cost_of(attempt_id: int) -> tuple[str, int]:
    """Tell an attempt's supplier and what it cost us: as billed, else as offered, else 0."""
    row = await db.fetch_one(_COST, attempt_id)
    assert row is not None, "an attempt is never deleted"
    if row["cost_fen"] is not None:
        return row["supplier"], row["cost_fen"]
    try:
        offer = gateway.offer_of(row["supplier"], row["product_slug"])
    except SupplierUnknown:
        return row["supplier"], 0
    return row["supplier"], (offer.cost_fen or 0) * row["quantity"]


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
    back, lost = casework.outcome_of(
        decision, claimed_fen=claim.claimed_fen, recovered_fen=recovered_fen
    )
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
