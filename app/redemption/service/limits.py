"""What a member has had already, and whether another is too many or comes too soon."""

from datetime import datetime

from app.catalogue import Offer
from app.kit import db

from .. import policy
from ..errors import ExpressAgain, LimitReached


async def check_limit(offer: Offer, member_id: int, limit: int) -> None:
    """Count this member's redemptions of the product, the new one included.

    The advisory lock makes two at once count each other.
    """
    await db.fetch(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 7))", f"{member_id}:{offer.id}"
    )
    row = await db.fetch_one(
        "SELECT coalesce(sum(quantity), 0) AS taken FROM redemption"
        " WHERE member_id = $1 AND product_id = $2 AND state <> ALL($3::text[])",
        member_id, offer.id, policy.GIVEN_BACK,
    )  # fmt: skip
    assert row is not None
    if row["taken"] > limit:
        raise LimitReached(limit=limit)


async def check_again(redemption_id: int, offer: Offer, member_id: int, now: datetime) -> None:
    """Refuse a second tap for the same thing so soon after the first.

    Asked with the points held already: of two taps at once, the later waited for the earlier.
    """
    row = await db.fetch_one(
        "SELECT max(placed_at) AS tapped_at FROM redemption"
        " WHERE member_id = $1 AND product_id = $2 AND id <> $3 AND is_express"
        " AND state <> ALL($4::text[])",
        member_id, offer.id, redemption_id, policy.GIVEN_BACK,
    )  # fmt: skip
    if row is not None and policy.is_again(row["tapped_at"], at=now):
        raise ExpressAgain(minutes=policy.AGAIN_MINUTES)
