"""Decisions about tiers (R26): no database, no clock, no network."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from app.kit.tiers import Tier, lasts_until
from app.ledger import EarnedByRule
from app.members import TierMove, TierReason

from ..schemas import Score

# Receipts whose inputs say the cash: a purchase elsewhere, a subscription to the titles.
SPEND_RULES = frozenset({"purchase", "subscription"})
# Given, not earned by anything that the member did.
GIFT_RULES = frozenset({"birthday", "gift"})

Thresholds = Mapping[Tier, int]


def score(earned: Iterable[EarnedByRule], *, mall_fen: int) -> Score:
    """Add up what was spent and what taking part brought.

    `mall_fen` is the cash of this mall's own purchases; what they earned is no engagement,
    and what their receipts say of cash is not counted twice.
    """
    spend_fen, engagement = mall_fen, 0
    for one in earned:
        if one.is_about_a_redemption:
            continue
        if one.rule in SPEND_RULES:
            spend_fen += one.cash_fen
        elif one.rule not in GIFT_RULES:
            engagement += one.points
    return Score(spend_fen=spend_fen, engagement=engagement)


def reached(score: int, thresholds: Thresholds) -> Tier:
    """Name the highest tier whose threshold a score reaches."""
    return max(
        (one for one, least in thresholds.items() if score >= least),
        key=lambda one: one.rank, default=Tier.BASIC,
    )  # fmt: skip


def rise(
    tier: Tier, score: int, thresholds: Thresholds, *, at: datetime, zone: str
) -> TierMove | None:
    """Lift a member at once to what the score reaches, by as many steps; never down."""
    found = reached(score, thresholds)
    if tier.reaches(found):
        return None
    return TierMove(
        tier=found, reason=TierReason.RISE, score=score, at=at,
        until=lasts_until(at, zone=zone),
    )  # fmt: skip


def at_end(
    tier: Tier, until: datetime, score: int, thresholds: Thresholds, *, zone: str
) -> TierMove:
    """Keep a tier at its end when the score of that instant reaches it, else fall by one.

    What is kept, and what it falls to, lasts another twelve months from the end.
    """
    is_kept = score >= thresholds[tier]
    then = tier if is_kept else below(tier)
    return TierMove(
        tier=then, reason=TierReason.KEPT if is_kept else TierReason.FELL, score=score,
        at=until, until=None if then is Tier.BASIC else lasts_until(until, zone=zone),
    )  # fmt: skip


def above(tier: Tier) -> Tier | None:
    """Name the next tier up; None for the highest."""
    ladder = list(Tier)
    return ladder[tier.rank + 1] if tier.rank + 1 < len(ladder) else None


def below(tier: Tier) -> Tier:
    """Name the next tier down; the basic one has none below."""
    return list(Tier)[max(tier.rank - 1, 0)]
