"""What a choice costs, before a quote is asked for and after."""

import msgspec

from app.catalogue import ProductCard
from app.redemption import ANCHOR_FEN, QuoteView, most_points


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """What is paid by each leg, and what is left; `most_points` may be chosen (R15)."""

    quantity: int
    points: int
    cash_fen: int
    most_points: int
    available_after: int


def estimate(product: ProductCard, *, available: int) -> Sum:
    """Work out one piece from its card, as many points as allowed; the server quotes later."""
    if product.points is not None:
        points, cash_fen, most = product.points, 0, 0
    else:
        value_fen = product.cash_fen or 0
        most = most_points(value_fen) if product.pricing == "mixed" else 0
        points = min(most, max(available, 0))
        cash_fen = value_fen - points * ANCHOR_FEN
    return Sum(
        quantity=1,
        points=points,
        cash_fen=cash_fen,
        most_points=most,
        available_after=available - points,
    )


def quoted(quote: QuoteView) -> Sum:
    """Take from a quote what a page shows."""
    return Sum(
        quantity=quote.quantity,
        points=quote.points,
        cash_fen=quote.cash_fen,
        most_points=quote.most_points,
        available_after=quote.available_after,
    )
