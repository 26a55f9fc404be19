"""Name a price, stand by it, and split a mixed one between points and cash (R15, R18)."""

from datetime import datetime

from app import catalogue, ledger
from app.catalogue import Offer
from app.kit import db
from app.kit.tiers import Tier

from .. import policy, queries
from ..errors import PriceChanged, QuoteExpired
from ..schemas import QuoteLine, QuoteView, RedemptionRequest


@db.atomic
async def quote(
    *, member_id: int, tier: Tier, request: RedemptionRequest, now: datetime
) -> QuoteView:
    """Name the price of `request`, and stand by it for five minutes (R18).

    Raises the refusals of `place` that do not depend on stock or balance.
    """
    offer = await catalogue.offer(product_id=request.product_id, tier=tier, at=now)
    policy.checked_quantity(request.quantity, most=offer.limit_per_redemption)
    balance = await ledger.balance(member_id=member_id, at=now)
    points, cash_fen = _price(offer, request, balance.available)
    expires_at = now + policy.span(policy.QUOTE_SECONDS)
    row = await db.fetch_one(
        "INSERT INTO quote (member_id, product_id, quantity, points, cash_fen, created_at,"
        " expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        member_id, offer.id, request.quantity, points, cash_fen, now, expires_at,
    )  # fmt: skip
    assert row is not None
    unit = QuoteLine(
        label="unit",
        quantity=1,
        points=offer.unit_points or 0,
        cash_fen=offer.unit_cash_fen or 0,
    )
    total = QuoteLine(
        label="total", quantity=request.quantity, points=points, cash_fen=cash_fen
    )
    return QuoteView(
        id=row["id"],
        product_id=offer.id,
        quantity=request.quantity,
        points=points,
        cash_fen=cash_fen,
        most_points=policy.most_points((offer.unit_cash_fen or 0) * request.quantity),
        available_after=balance.available - points,
        expires_at=expires_at,
        lines=(unit, total),
    )


async def agreed_price(
    offer: Offer, request: RedemptionRequest, *, member_id: int, now: datetime
) -> tuple[int, int]:
    """Return the quoted price while the quote holds, else today's."""
    if request.quote_id is not None:
        quoted = await queries.quote(request.quote_id, member_id=member_id)
        if quoted.expires_at <= now:
            raise QuoteExpired
        is_other_share = offer.pricing == "mixed" and request.points not in (
            None,
            quoted.points,
        )
        if is_other_share or (quoted.product_id, quoted.quantity) != (
            offer.id, request.quantity,
        ):  # fmt: skip
            raise PriceChanged(points=quoted.points, cash_fen=quoted.cash_fen)
        return quoted.points, quoted.cash_fen
    available = 0
    if offer.pricing == "mixed" and request.points is None:
        available = (await ledger.balance(member_id=member_id, at=now)).available
    return _price(offer, request, available)


def _price(offer: Offer, request: RedemptionRequest, available: int) -> tuple[int, int]:
    if offer.unit_points is not None:
        return offer.unit_points * request.quantity, 0
    value_fen = (offer.unit_cash_fen or 0) * request.quantity
    if offer.pricing == "cash":
        return 0, value_fen
    return policy.split(value_fen, chosen=request.points, available=available)
