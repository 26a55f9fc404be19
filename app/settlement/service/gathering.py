"""Gather the parts of a month from the rooms that hold them."""

from collections.abc import AsyncIterator, Sequence

from app import fulfilment, redemption
from app.fulfilment import LossMovement, SettledAttempt
from app.kit import db

from .. import policy
from ..schemas import ContractView, MonthView, Part, PartKind

BATCH = 1_000

# Reversals stand in suppliers' own statements; each is counted once, in the month of its
# statement's period, less what they had credited of the same order before.
_REVERSED = """
SELECT l.id, l.attempt_id, l.redemption_id, l.reference, coalesce(l.sku, '') AS sku,
       l.quantity, l.cost_fen - c.credited_fen AS cost_fen,
       coalesce(l.occurred_at, s.period_from) AS occurred_at
  FROM statement_line l JOIN supplier_statement s ON s.id = l.statement
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(p.amount_fen), 0)::bigint AS credited_fen FROM loss_posting p
        WHERE p.attempt = l.attempt_id AND p.movement = 'recover'
          AND p.posted_at < s.imported_at) c
 WHERE s.supplier = $1 AND s.state = 'imported' AND s.period_from >= $2 AND s.period_from < $3
   AND l.status = 'reversed' AND l.number IS NOT NULL AND l.attempt_id IS NOT NULL
   AND l.our_state IN ('delivered', 'partial') AND l.verdict <> 'duplicate_line'
   AND l.cost_fen > c.credited_fen ORDER BY l.id"""

# What was taken back of an order before it was credited too; the first of the two counts.
_TAKEN_BACK = """
SELECT l.attempt_id, s.imported_at, l.cost_fen
  FROM statement_line l JOIN supplier_statement s ON s.id = l.statement
 WHERE l.attempt_id = ANY($1::bigint[]) AND s.state = 'imported' AND l.status = 'reversed'
   AND l.number IS NOT NULL AND l.our_state IN ('delivered', 'partial')
   AND l.verdict <> 'duplicate_line'"""

# What a statement charges for a delivery in part, or a person booked as lost with it: only the
# supplier can tell its price.
_PARTS = """
SELECT attempt_id, max(cost_fen) AS cost_fen FROM (
    SELECT l.attempt_id, l.cost_fen
      FROM statement_line l JOIN supplier_statement s ON s.id = l.statement
     WHERE l.attempt_id = ANY($1::bigint[]) AND l.status = 'partial' AND s.state = 'imported'
       AND l.verdict = 'matched'
    UNION ALL
    SELECT attempt, amount_fen FROM loss_posting
     WHERE attempt = ANY($1::bigint[]) AND movement = 'loss') known GROUP BY attempt_id"""

_KINDS: dict[tuple[LossMovement, bool], tuple[PartKind, ...]] = {
    (LossMovement.LOSS, False): (PartKind.LOSS,),
    (LossMovement.LOSS, True): (PartKind.LOSS, PartKind.CHARGE),
    (LossMovement.RECOVER, False): (PartKind.RECOVERY,),
    (LossMovement.RECOVER, True): (PartKind.RECOVERY,),
}


async def parts(month: MonthView, contracts: Sequence[ContractView]) -> AsyncIterator[Part]:
    """Yield every part of a month, kind by kind. Raises NoContract."""
    async for part in _deliveries(month, contracts):
        yield part
    async for part in _returns(month, contracts):
        yield part
    for row in await db.fetch(_REVERSED, month.supplier, month.period_from, month.period_to):
        yield Part(
            kind=PartKind.REVERSAL, origin=row["id"], attempt_id=row["attempt_id"],
            redemption_id=row["redemption_id"], reference=row["reference"], sku=row["sku"],
            quantity=row["quantity"], cost_fen=row["cost_fen"], occurred_at=row["occurred_at"],
            contract=policy.in_force(contracts, row["occurred_at"]).id,
        )  # fmt: skip
    async for part in _losses(month, contracts):
        yield part


async def _deliveries(
    month: MonthView, contracts: Sequence[ContractView]
) -> AsyncIterator[Part]:
    """What they delivered; what nobody owed any more has a cost and no revenue (R21)."""
    after_id = 0
    while attempts := await fulfilment.settled_attempts(
        supplier=month.supplier, since=month.period_from, until=month.period_to,
        after_id=after_id, most=BATCH,
    ):  # fmt: skip
        after_id = attempts[-1].id
        owed = await redemption.worths([one.redemption_id for one in attempts])
        worth = {one.id: one for one in owed if one.delivered_at is not None}
        rows = await db.fetch(_PARTS, [one.id for one in attempts])
        charged = {row["attempt_id"]: row["cost_fen"] for row in rows}
        for one in attempts:
            given = worth.get(one.redemption_id)
            cost_fen, is_agreed = _cost(one, charged.get(one.id, 0))
            assert one.settled_at is not None
            yield Part(
                kind=PartKind.DELIVERY, origin=one.id, attempt_id=one.id,
                redemption_id=one.redemption_id, reference=one.reference, sku=one.sku,
                quantity=one.quantity, points=given.points if given else 0,
                cash_fen=given.cash_fen if given else 0, cost_fen=cost_fen,
                is_agreed_cost=is_agreed, occurred_at=one.settled_at,
                contract=policy.in_force(contracts, one.settled_at).id,
            )  # fmt: skip


def _cost(one: SettledAttempt, charged_fen: int) -> tuple[int, bool]:
    """As told, else as agreed; a part as its statement charges, or as its loss was booked."""
    return (charged_fen if one.cost_fen is None else one.cost_fen), one.told_fen is None


async def _returns(month: MonthView, contracts: Sequence[ContractView]) -> AsyncIterator[Part]:
    """What went back to members this month of what this supplier delivered, whenever."""
    after_id = 0
    while given_back := await redemption.returns(
        since=month.period_from, until=month.period_to, after_id=after_id, most=BATCH
    ):
        after_id = given_back[-1].id
        by = {
            one.redemption_id: one
            for one in await fulfilment.deliverers(
                supplier=month.supplier,
                redemption_ids=[one.redemption_id for one in given_back],
            )
        }
        for one in given_back:
            attempt = by.get(one.redemption_id)
            if attempt is None or attempt.settled_at is None:
                continue
            yield Part(
                kind=PartKind.RETURN, origin=one.id, attempt_id=attempt.id,
                redemption_id=one.redemption_id, reference=attempt.reference, sku=attempt.sku,
                points=one.points, cash_fen=one.cash_fen, occurred_at=one.at,
                contract=policy.in_force(contracts, attempt.settled_at).id,
            )  # fmt: skip


async def _losses(month: MonthView, contracts: Sequence[ContractView]) -> AsyncIterator[Part]:
    """What was lost this month, and what the supplier credited of what it owed us.

    A loss that no delivery carries adds its cost, so that its credit takes back no more.
    """
    lost = await fulfilment.losses(
        supplier=month.supplier, since=month.period_from, until=month.period_to
    )
    taken_back = await db.fetch(_TAKEN_BACK, [one.attempt_id for one in lost])
    for one in lost:
        before = sum(
            row["cost_fen"]
            for row in taken_back
            if row["attempt_id"] == one.attempt_id and row["imported_at"] <= one.posted_at
        )
        is_credit = one.movement is LossMovement.RECOVER
        cost_fen = max(one.amount_fen - before, 0) if is_credit else one.amount_fen
        for kind in _KINDS.get((one.movement, one.is_extra), ()) if cost_fen else ():
            yield Part(
                kind=kind, origin=one.id, attempt_id=one.attempt_id,
                redemption_id=one.redemption_id, reference=f"case:{one.case_id}",
                cost_fen=cost_fen, occurred_at=one.posted_at,
                contract=policy.in_force(contracts, one.posted_at).id,
            )  # fmt: skip
