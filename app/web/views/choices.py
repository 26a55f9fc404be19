"""What is within a member's reach, and what almost is."""

from collections.abc import Iterable
from datetime import datetime

from app.catalogue import ProductCard, StockBand

NEAR_BPS = 12_000  # Within a fifth of what the member has.


def affordable(
    cards: Iterable[ProductCard], *, available: int, at: datetime
) -> list[ProductCard]:
    """Choose what these points alone pay for now, the most valuable first."""
    found = [one for one in cards if one.points and one.points <= available and _is_on(one, at)]
    return sorted(found, key=lambda one: -(one.points or 0))


def nearly(cards: Iterable[ProductCard], *, available: int, at: datetime) -> list[ProductCard]:
    """Choose what is at most a fifth out of reach, the nearest first."""
    most = available * NEAR_BPS // 10_000
    found = [one for one in cards if available < (one.points or 0) <= most and _is_on(one, at)]
    return sorted(found, key=lambda one: one.points or 0)


def _is_on(card: ProductCard, at: datetime) -> bool:
    return card.is_open(at) and not card.is_locked and card.stock_band is not StockBand.OUT
