"""What stands beside a product, or takes its place when it cannot be had."""

from collections.abc import Iterable
from datetime import datetime

from app.catalogue import ProductCard, StockBand
from app.redemption import ANCHOR_FEN

from .actions import Action

BESIDE, IN_ITS_PLACE = 4, 3


def similar(
    product: ProductCard, cards: Iterable[ProductCard], action: Action, *, at: datetime
) -> list[ProductCard]:
    """Choose what can be had now: of its category first, then of its layer, then by price.

    Three where only another will do, else four.
    """
    most = IN_ITS_PLACE if action.wants_another else BESIDE
    others = [one for one in cards if one.id != product.id and _can_be_had(one, at)]
    return sorted(others, key=lambda one: _distance(product, one))[:most]


def _distance(product: ProductCard, one: ProductCard) -> tuple[bool, bool, int]:
    return (
        one.category != product.category,
        one.layer != product.layer,
        abs(_worth(one) - _worth(product)),
    )


def _worth(card: ProductCard) -> int:
    return card.points or (card.cash_fen or 0) // ANCHOR_FEN


def _can_be_had(card: ProductCard, at: datetime) -> bool:
    return card.is_open(at) and not card.is_locked and card.stock_band is not StockBand.OUT
