"""What one operator may give back in a day."""

from datetime import datetime

from app import settings
from app.kit import db

from .. import policy, queries
from ..errors import DailyCapReached

# The WHERE clauses are the lock: parallel refunds queue on the day's row and the cap holds.
_SPEND = """
INSERT INTO refund_day (operator, "on", refunded_fen)
SELECT $1, $2::date, $3::bigint WHERE $3::bigint <= $4
ON CONFLICT ON CONSTRAINT refund_day_one_per_day DO UPDATE
   SET refunded_fen = refund_day.refunded_fen + EXCLUDED.refunded_fen
 WHERE refund_day.refunded_fen + EXCLUDED.refunded_fen <= $4
RETURNING refunded_fen"""


@db.atomic
async def spend(*, operator_id: int, value_fen: int, now: datetime) -> int:
    """Count a refund of `value_fen` > 0 towards the operator's day; returns the day's sum.

    Call it in the refund's transaction, so that a refund that fails gives its share back.
    Raises DailyCapReached. Source: rules R24, security case S06.
    """
    assert value_fen > 0
    cap = policy.DAILY_CAP_FEN[(await queries.operator(operator_id)).role]
    row = await db.fetch_one(_SPEND, operator_id, settings.day_of(now), value_fen, cap)
    if row is None:
        spent = await queries.spent_today(operator_id, at=now)
        raise DailyCapReached(cap_fen=cap, spent_fen=spent)
    return int(row["refunded_fen"])
