"""Points set aside for a purpose: the hot path, one statement each."""

from datetime import datetime

from app.kit import db
from app.kit.errors import NotFound
from app.ledger import policy, queries
from app.ledger.errors import HoldAlreadyResolved, InsufficientPoints, ReferenceReused
from app.ledger.schemas import HoldView, Movement, PostingView

_HOLD = "SELECT * FROM ledger_hold($1, $2, $3, $4, $5, $6, $7)"
_RESOLVE = "SELECT * FROM ledger_resolve($1, $2, $3, $4, $5, $6, $7, $8)"


@db.atomic
async def hold(
    *,
    member_id: int,
    points: int,
    purpose: str,
    now: datetime,
    channel: str = "web",
    actor: str = "member",
    currency: str = queries.POINTS,
) -> HoldView:
    """Set points aside, taking the earliest-expiring lots first.

    Safe to repeat: `purpose` names the one thing the points are for. Raises InsufficientPoints,
    and ReferenceReused when the purpose holds another number. Source: rules R2, R3.
    """
    row = await db.fetch_one(
        _HOLD, member_id, currency, policy.checked_points(points),
        policy.checked_reference(purpose), channel, actor, now,
    )  # fmt: skip
    if row is None:
        left = await queries.balance(member_id, now, currency=currency)
        raise InsufficientPoints(need=points, available=left.available)
    if (row["member_id"], row["points"], row["currency"]) != (member_id, points, currency):
        raise ReferenceReused(reference=purpose)
    return queries.hold_view(row)


@db.atomic
async def capture(
    *,
    hold_id: int,
    now: datetime,
    points: int | None = None,
    reference: str | None = None,
    channel: str = "web",
    actor: str = "system",
) -> PostingView:
    """Spend held points for good: all that is left, or `points`, first to expire first.

    Safe to repeat only under a `reference`. Raises NotFound, and HoldAlreadyResolved when less
    is left. Source: rules R3.
    """
    return await _resolve(Movement.CAPTURE, hold_id, points, reference, channel, actor, now)


@db.atomic
async def release(
    *,
    hold_id: int,
    now: datetime,
    points: int | None = None,
    reference: str | None = None,
    has_grace: bool = True,
    channel: str = "web",
    actor: str = "system",
) -> PostingView:
    """Give held points back to the lots they left: all that is left, or `points`.

    The last to expire go back first, and none expires within thirty days. Without grace, for
    a member who let go, they have the time they had when they were held, and no more. Safe to
    repeat only under a `reference`. Raises NotFound and HoldAlreadyResolved. Source: R3, R4.
    """
    return await _resolve(
        Movement.RELEASE, hold_id, points, reference, channel, actor, now, has_grace=has_grace
    )


@db.atomic
async def refund(
    *,
    hold_id: int,
    points: int,
    reference: str,
    now: datetime,
    channel: str = "web",
    actor: str = "system",
) -> PostingView:
    """Give captured points back to the lots they left, as `release` does.

    Safe to repeat by `reference`. Raises NotFound, and HoldAlreadyResolved when less was
    captured and not yet refunded. Source: rules R4, R24.
    """
    return await _resolve(Movement.REFUND, hold_id, points, reference, channel, actor, now)


async def _resolve(
    movement: Movement, hold_id: int, points: int | None, reference: str | None,
    channel: str, actor: str, now: datetime, *, has_grace: bool = True,
) -> PostingView:  # fmt: skip
    if points is not None:
        policy.checked_points(points)
    if reference is not None:
        policy.checked_reference(reference)
    row = await db.fetch_one(
        _RESOLVE, movement, hold_id, points, reference, has_grace, channel, actor, now
    )
    if row is None:
        raise await _refusal(movement, hold_id)
    posted = queries.posting_view(row)
    if posted.receipt.inputs["hold"] != hold_id or points not in (None, posted.points):
        raise ReferenceReused(reference=posted.reference)
    return posted


async def _refusal(movement: Movement, hold_id: int) -> NotFound | HoldAlreadyResolved:
    row = await db.fetch_one("SELECT * FROM hold WHERE id = $1", hold_id)
    if row is None:
        return NotFound(hold=hold_id)
    found = queries.hold_view(row)
    captured = found.points_captured - found.points_refunded
    left = captured if movement is Movement.REFUND else found.points_open
    return HoldAlreadyResolved(hold=hold_id, left=left)
