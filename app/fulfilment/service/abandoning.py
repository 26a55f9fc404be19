"""Stop waiting at the deadline (R20)."""

from datetime import datetime

from app import redemption
from app.kit import db
from app.kit.failpoints import failpoint

from .. import policy
from ..schemas import CaseKind, FulfilmentState
from .cases import open_case
from .claiming import schedule
from .opening import withdraw


@db.atomic
async def abandon(*, redemption_id: int, now: datetime) -> bool:
    """Keep the promise (R20): everything goes back, and a person hears of what is unknown.

    False when the redemption was settled meanwhile or is not due. Safe to repeat.
    """
    given_back = await redemption.abandon(redemption_id=redemption_id, now=now)
    if not given_back:
        return False
    failpoint("refund_written")
    live = await db.fetch_one(
        "UPDATE attempt a SET state = 'unknown' FROM fulfilment f WHERE f.id = a.fulfilment"
        " AND f.redemption_id = $1 AND a.state IN ('sent', 'unknown')"
        " RETURNING a.id, a.fulfilment, a.sent_at",
        redemption_id,
    )
    if live is None:
        await withdraw(redemption_id=redemption_id, now=now)
        return True
    await schedule(
        live["fulfilment"],
        state=FulfilmentState.WAITING,
        due_at=policy.aftermath(sent_at=live["sent_at"], now=now),
    )
    await open_case(
        kind=CaseKind.UNKNOWN_AT_DEADLINE, redemption_id=redemption_id, attempt_id=live["id"],
        now=now,
    )  # fmt: skip
    return True
