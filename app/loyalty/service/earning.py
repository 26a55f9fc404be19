"""Cash earns points when the thing has come, and loses them when it goes back."""

from datetime import datetime

from app import ledger
from app.kit import db

from .. import policy
from ..queries.purchases import purchase_view
from ..schemas import Earning

_INSERT = """
INSERT INTO purchase (redemption_id, member_id, cash_fen, points, posting_id, earned_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (redemption_id) DO NOTHING"""

_LOCK = "SELECT * FROM purchase WHERE redemption_id = $1 FOR UPDATE"

_SHRINK = "UPDATE purchase SET refunded_fen = $2, taken_back = $3 WHERE redemption_id = $1"


@db.atomic
async def reward_purchase(
    *, redemption_id: int, member_id: int, cash_fen: int, earning: Earning, now: datetime
) -> int:
    """Give what `earning` promised for its cash, of which `cash_fen` > 0 was kept.

    Less cash than promised for earns its share, rounded down. Returns the points. Safe to
    repeat: a redemption earns once; raises ReferenceReused when it earned another number.
    The caller holds the redemption's lock. Source: rules R6, R7, R8.
    """
    points = policy.share(earning.points, kept_fen=cash_fen, of_fen=earning.cash_fen)
    posting_id = None
    if points:
        posted = await ledger.earn(
            member_id=member_id, points=points, channel=earning.channel, now=now,
            reference=f"redemption:{redemption_id}:purchase",
            receipt=policy.receipt(earning, kept_fen=cash_fen),
        )  # fmt: skip
        posting_id = posted.id
    await db.fetch(_INSERT, redemption_id, member_id, cash_fen, points, posting_id, now)
    return points


@db.atomic
async def take_back(*, redemption_id: int, kept_fen: int, now: datetime) -> int:
    """Leave a purchase what `kept_fen` of its cash earned; the rest is clawed back (R5).

    What the member has spent meanwhile becomes a debt. Returns the points taken, 0 when
    nothing was earned. Safe to repeat, since it says what is left and not what goes. The
    caller holds the redemption's lock.
    """
    row = await db.fetch_one(_LOCK, redemption_id)
    if row is None:
        return 0
    had = purchase_view(row)
    if kept_fen >= had.kept_fen:
        return 0
    left = policy.share(had.points, kept_fen=kept_fen, of_fen=had.cash_fen)
    taken = had.points_kept - left
    if taken and had.posting_id is not None:
        await ledger.claw_back(
            posting_id=had.posting_id, points=taken, now=now, reason="purchase_refunded",
            reference=f"redemption:{redemption_id}:kept:{kept_fen}",
        )  # fmt: skip
    await db.fetch(_SHRINK, redemption_id, had.cash_fen - kept_fen, had.points - left)
    return taken
