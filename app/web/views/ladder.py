"""What each tier gets in this shop, worked out from its real prices and locks."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from app.catalogue import ProductCard, ProductView
from app.kit.tiers import Tier


class TierPrice(msgspec.Struct, frozen=True, kw_only=True):
    """What one product costs from a tier up; in points, else in fen."""

    tier: Tier
    points: int | None
    cash_fen: int | None
    is_mine: bool


class Benefit(msgspec.Struct, frozen=True, kw_only=True):
    """A product that a tier has cheaper than the tier below, or that begins with it."""

    card: ProductCard
    before_points: int | None = None
    before_cash_fen: int | None = None

    @property
    def is_new(self) -> bool:
        return self.before_points is None and self.before_cash_fen is None


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """One tier: how much of the shop is open to it, and what begins with it."""

    tier: Tier
    is_mine: bool
    threshold: int
    open_count: int
    new_count: int
    benefits: tuple[Benefit, ...]

    @property
    def cheaper_count(self) -> int:
        return sum(not one.is_new for one in self.benefits)


def tier_prices(product: ProductView, *, tier: Tier) -> list[TierPrice]:
    """List the steps of a product's price, the dearest first; none when all pay the same."""
    steps: list[TierPrice] = []
    mine = max((n for n in range(len(product.tier_units)) if n <= tier.rank), default=0)
    firsts = [
        n for n, unit in enumerate(product.tier_units)
        if n == 0 or unit != product.tier_units[n - 1]
    ]  # fmt: skip
    if len(firsts) < 2:
        return steps
    here = max(n for n in firsts if n <= mine)
    is_points = product.points is not None
    for n in firsts:
        unit = product.tier_units[n]
        steps.append(
            TierPrice(
                tier=list(Tier)[n],
                points=unit if is_points else None,
                cash_fen=None if is_points else unit,
                is_mine=n == here,
            )
        )
    return steps


def ladder(
    shops: Sequence[Iterable[ProductCard]],
    *,
    open_counts: Mapping[Tier, int],
    mine: Tier | None,
    thresholds: Mapping[Tier, int],
) -> list[Rung]:
    """Compare what the tiers see: `shops` holds the first cards of each, in the ladder's order.

    `open_counts` are of the whole shop, `thresholds` the scores that tiers take.
    """
    rungs: list[Rung] = []
    below: dict[int, ProductCard] = {}
    opened = 0
    for tier, shop in zip(Tier, shops, strict=True):
        cards = {card.id: card for card in shop}
        rungs.append(
            Rung(
                tier=tier,
                is_mine=tier is mine,
                threshold=thresholds.get(tier, 0),
                open_count=open_counts[tier],
                new_count=open_counts[tier] - opened if rungs else 0,
                benefits=tuple(_benefits(cards, below)),
            )
        )
        below, opened = cards, open_counts[tier]
    return rungs


def _benefits(
    cards: dict[int, ProductCard], below: dict[int, ProductCard]
) -> Iterable[Benefit]:
    for card in cards.values():
        before = below.get(card.id)
        if before is None or card.is_locked:
            continue
        if before.is_locked:
            yield Benefit(card=card)
        elif (card.points, card.cash_fen) != (before.points, before.cash_fen):
            yield Benefit(
                card=card, before_points=before.points, before_cash_fen=before.cash_fen
            )
