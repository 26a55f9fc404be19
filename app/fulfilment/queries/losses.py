"""What deliveries have cost us that nobody owed."""

from datetime import datetime
from typing import Any

from app.kit import db

from ..schemas import Claim, LossMovement, LossView

_CLAIM = """
SELECT max(supplier) AS supplier,
       coalesce(sum(amount_fen) FILTER (WHERE movement = 'claim'), 0) AS claimed,
       coalesce(sum(amount_fen) FILTER (WHERE movement = 'recover'), 0) AS recovered,
       coalesce(sum(amount_fen) FILTER (WHERE movement = 'write_off'), 0) AS written_off
  FROM loss_posting WHERE case_file = $1"""

# Served by loss_posting_recent.
# What no delivery carries: our months pay for what is delivered, at our own figure.
_LOSSES = """
SELECT p.*, (a.id IS NULL OR a.state NOT IN ('delivered', 'partial')
             OR (c.kind = 'statement_mismatch' AND c.facts ? 'our_cost_fen')) AS is_extra
  FROM loss_posting p JOIN case_file c ON c.id = p.case_file
  LEFT JOIN attempt a ON a.id = p.attempt
 WHERE p.supplier = $1 AND p.posted_at >= $2 AND p.posted_at < $3 ORDER BY p.id"""


async def claim(case_id: int) -> Claim:
    """Sum up what a case has cost and what became of it."""
    row = await db.fetch_one(_CLAIM, case_id)
    assert row is not None
    return Claim(
        supplier=row["supplier"] or "",
        claimed_fen=int(row["claimed"]),
        recovered_fen=int(row["recovered"]),
        written_off_fen=int(row["written_off"]),
    )


async def losses(*, supplier: str, since: datetime, until: datetime) -> tuple[LossView, ...]:
    """List a supplier's loss postings from `since` until before `until`, oldest first."""
    return tuple(_loss(row) for row in await db.fetch(_LOSSES, supplier, since, until))


def _loss(row: Any) -> LossView:
    return LossView(
        id=row["id"], case_id=row["case_file"], redemption_id=row["redemption_id"],
        attempt_id=row["attempt"], supplier=row["supplier"],
        movement=LossMovement(row["movement"]), amount_fen=row["amount_fen"],
        actor=row["actor"], posted_at=row["posted_at"],
        is_extra=row["is_extra"],
    )  # fmt: skip
