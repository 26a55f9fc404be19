"""The one thing a member saves for: how far it is."""

import msgspec

from app import members
from app.catalogue import ProductCard
from app.kit.errors import InvalidInput


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """How far it is; `has` never exceeds `points`."""

    product: ProductCard
    points: int
    has: int

    @property
    def missing(self) -> int:
        return self.points - self.has


def progress_towards(card: ProductCard | None, *, available: int) -> Goal | None:
    """Measure how far it is; None for what cannot be had for points alone."""
    if card is None or not card.points:
        return None
    return Goal(product=card, points=card.points, has=max(0, min(available, card.points)))


async def save_for(product: ProductCard, *, member_id: int) -> None:
    """Save for this from now on, in place of the goal before. Safe to repeat.

    Raises InvalidInput for what cannot be had for points alone.
    """
    if product.points is None:
        raise InvalidInput(field="product_id", reason="unknown")
    await members.choose_goal(member_id=member_id, product_id=product.id)
