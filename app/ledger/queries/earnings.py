"""What members earned within a span, rule by rule."""

from collections.abc import Collection
from datetime import datetime

from app.kit import db

from ..schemas import EarnedByRule
from .books import POINTS

# Served by posting_earned (member_id, posted_at). A clawback names its earning in its
# reference and never comes before it; what came after the span counts all the same.
_EARNINGS = """
WITH moved AS MATERIALIZED (
    SELECT id, member_id, movement, points, reference, receipt, posted_at FROM posting
     WHERE member_id = ANY($1) AND currency = $2 AND posted_at >= $3
       AND movement IN ('earn', 'claw_back', 'owe')),
taken AS (
    SELECT substring(reference FROM '^posting:([0-9]{1,18}):')::bigint AS posting,
           sum(points) AS points
      FROM moved WHERE movement <> 'earn' GROUP BY 1),
kept AS (
    SELECT e.member_id, e.receipt ->> 'rule' AS rule, e.points,
           e.points - coalesce(t.points, 0) AS points_kept,
           CASE WHEN jsonb_typeof(e.receipt -> 'inputs' -> 'cash_fen') = 'number'
                THEN (e.receipt -> 'inputs' ->> 'cash_fen')::numeric ELSE 0 END AS cash_fen,
           e.reference ~ '(^|:)redemption:' AS is_own
      FROM moved e LEFT JOIN taken t ON t.posting = e.id
     WHERE e.movement = 'earn' AND e.posted_at <= $4)
SELECT member_id, rule, is_own, sum(points_kept)::bigint AS points,
       sum(div(cash_fen * points_kept, points))::bigint AS cash_fen
  FROM kept GROUP BY member_id, rule, is_own ORDER BY member_id, rule, is_own"""


async def earnings(
    member_ids: Collection[int],
    *,
    since: datetime,
    until: datetime,
    currency: str = POINTS,
) -> dict[int, tuple[EarnedByRule, ...]]:
    """Sum up what each member earned from `since` to `until`, both included, by receipt rule.

    What was clawed back since is taken off; grants, and points that came back, are no
    earnings. One statement, however many members.
    """
    found: dict[int, list[EarnedByRule]] = {one: [] for one in member_ids}
    for row in await db.fetch(_EARNINGS, list(found), currency, since, until):
        found[row["member_id"]].append(
            EarnedByRule(
                rule=row["rule"], points=row["points"], cash_fen=row["cash_fen"],
                is_about_a_redemption=row["is_own"],
            )
        )  # fmt: skip
    return {member_id: tuple(own) for member_id, own in found.items()}
