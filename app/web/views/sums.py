"""What a choice costs, before a quote is asked for and after."""

from datetime import datetime

import msgspec

from app import redemption
from app.catalogue import Pricing, ProductCard, ProductForSale
from app.loyalty import Earning
from app.redemption import (
    ANCHOR_FEN,
    Price,
    RedemptionRequest,
    checked_quantity,
    most_points,
    next_share,
    split,
)
from app.web.callers import asker
from app.web.viewers import Viewer


class NextShare(msgspec.Struct, frozen=True, kw_only=True):
    """How much more an order must be worth for points to pay a larger share (R15)."""

    missing_fen: int
    share_bps: int


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """What is paid by each leg, and what is left; `most_points` may be chosen: as many as
    R15 allows and the member has.

    `next_share` is None where no number of pieces leads to it. `point_fen` is the rate.
    `earns` is what the cash earns when the thing has come, `earning` why.
    """

    quantity: int
    points: int
    cash_fen: int
    most_points: int
    available_after: int
    earns: int = 0
    earning: Earning | None = None
    next_share: NextShare | None = None
    point_fen: int = ANCHOR_FEN


def estimate(
    product: ProductForSale, viewer: Viewer, channel: str = "web", *, at: datetime
) -> Sum:
    """Work out one piece from its page, as many points as allowed; the server quotes later."""
    available = viewer.balance.available
    if product.points is not None:
        points, cash_fen, most = product.points, 0, 0
    else:
        value_fen = product.cash_fen or 0
        allowed = most_points(value_fen) if product.pricing is Pricing.MIXED else 0
        points = most = min(allowed, max(available, 0))
        cash_fen = value_fen - points * ANCHOR_FEN
    earning = redemption.earning(
        points, cash_fen, cost_fen=product.cost_fen, asker=asker(viewer.member, channel), at=at
    )
    return Sum(
        quantity=1,
        points=points,
        cash_fen=cash_fen,
        most_points=most,
        available_after=available - points,
        earns=earning.points if earning else 0,
        earning=earning,
        next_share=_next_share(product, quantity=1),
    )


def without_balance(product: ProductCard, asked: RedemptionRequest) -> Sum:
    """Work out a choice for nobody in particular, as many points as allowed if none are chosen.

    `available_after` says nothing. Raises InvalidInput, PointsShareTooHigh.
    """
    quantity = checked_quantity(asked.quantity, most=product.limit_per_redemption)
    value_fen = (product.cash_fen or 0) * quantity
    most = most_points(value_fen) if product.pricing is Pricing.MIXED else 0
    points, cash_fen = (product.points or 0) * quantity, value_fen
    if product.pricing is Pricing.MIXED:
        points, cash_fen = split(value_fen, chosen=asked.points, available=most)
    return Sum(
        quantity=quantity,
        points=points,
        cash_fen=cash_fen,
        most_points=most,
        available_after=0,
        next_share=_next_share(product, quantity=quantity),
    )


def sum_of(price: Price, product: ProductCard) -> Sum:
    """Take from a price what a page shows."""
    available = max(price.available_after + price.points, 0)
    most = price.most_points if product.pricing is Pricing.MIXED else 0
    return Sum(
        quantity=price.quantity,
        points=price.points,
        cash_fen=price.cash_fen,
        most_points=min(most, available),
        available_after=price.available_after,
        earns=price.earns,
        earning=price.earning,
        next_share=_next_share(product, quantity=price.quantity),
    )


def _next_share(product: ProductCard, *, quantity: int) -> NextShare | None:
    if product.pricing is not Pricing.MIXED or product.cash_fen is None:
        return None
    value_fen = product.cash_fen * quantity
    following = next_share(value_fen)
    if following is None or product.cash_fen * product.limit_per_redemption < following[0]:
        return None
    return NextShare(missing_fen=following[0] - value_fen, share_bps=following[1])
