"""Name a price, stand by it, and split a mixed one between points and cash (R15, R18)."""

from datetime import datetime

import msgspec

from app import catalogue, ledger
from app.catalogue import Offer
from app.kit import db
from app.loyalty import Earning

from .. import policy, queries
from ..errors import PriceChanged, QuoteExpired
from ..schemas import Asker, Price, QuoteLine, QuoteView, RedemptionRequest
from .rewarding import written

_INSERT = """
INSERT INTO quote (member_id, product_id, quantity, points, cash_fen, earning, created_at,
       expires_at) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8) RETURNING id"""


class Agreed(msgspec.Struct, frozen=True):
    """What an order costs, and what its cash earns."""

    points: int
    cash_fen: int
    earning: Earning | None


async def price_of(*, asker: Asker, request: RedemptionRequest, now: datetime) -> Price:
    """Name the price of `request` and what it earns; nobody stands by it, nothing is kept.

    Raises the refusals of `place` that do not depend on stock or balance.
    """
    offer = await catalogue.offer(product_id=request.product_id, tier=asker.tier, at=now)
    policy.checked_quantity(request.quantity, most=offer.limit_per_redemption)
    balance = await ledger.balance(member_id=asker.member_id, at=now)
    points, cash_fen = _price(offer, request, balance.available)
    return Price(
        product_id=offer.id,
        quantity=request.quantity,
        points=points,
        cash_fen=cash_fen,
        most_points=policy.most_points((offer.unit_cash_fen or 0) * request.quantity),
        available_after=balance.available - points,
        lines=_lines(offer, request.quantity, (points, cash_fen)),
        earning=_earning(offer, request, (points, cash_fen), asker, now),
    )


@db.atomic
async def quote(*, asker: Asker, request: RedemptionRequest, now: datetime) -> QuoteView:
    """Name the price of `request` and stand by it, and what it earns, for five minutes (R18).

    Raises the refusals of `place` that do not depend on stock or balance.
    """
    price = await price_of(asker=asker, request=request, now=now)
    expires_at = now + policy.span(policy.QUOTE_SECONDS)
    row = await db.fetch_one(
        _INSERT, asker.member_id, price.product_id, price.quantity, price.points,
        price.cash_fen, written(price.earning), now, expires_at,
    )  # fmt: skip
    assert row is not None
    told = msgspec.structs.asdict(price)
    return QuoteView(**told, id=row["id"], expires_at=expires_at)


def _lines(offer: Offer, quantity: int, price: tuple[int, int]) -> tuple[QuoteLine, QuoteLine]:
    unit = QuoteLine(
        label="unit",
        quantity=1,
        points=offer.unit_points or 0,
        cash_fen=offer.unit_cash_fen or 0,
    )
    return unit, QuoteLine(label="total", quantity=quantity, points=price[0], cash_fen=price[1])


async def agreed(
    offer: Offer, request: RedemptionRequest, *, asker: Asker, now: datetime
) -> Agreed:
    """Return what was quoted while the quote holds, else today's price and earning."""
    if request.quote_id is not None:
        quoted = await queries.quote(request.quote_id, member_id=asker.member_id)
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
        return Agreed(quoted.points, quoted.cash_fen, quoted.earning)
    available = 0
    if offer.pricing == "mixed" and request.points is None:
        available = (await ledger.balance(member_id=asker.member_id, at=now)).available
    price = _price(offer, request, available)
    return Agreed(*price, _earning(offer, request, price, asker, now))


def _earning(
    offer: Offer,
    request: RedemptionRequest,
    price: tuple[int, int],
    asker: Asker,
    now: datetime,
) -> Earning | None:
    cost_fen = None if offer.cost_fen is None else offer.cost_fen * request.quantity
    return policy.earning(*price, cost_fen=cost_fen, asker=asker, at=now)


def _price(offer: Offer, request: RedemptionRequest, available: int) -> tuple[int, int]:
    if offer.unit_points is not None:
        return offer.unit_points * request.quantity, 0
    value_fen = (offer.unit_cash_fen or 0) * request.quantity
    if offer.pricing == "cash":
        return 0, value_fen
    return policy.split(value_fen, chosen=request.points, available=available)
