"""Why points are given: what cash earns, and what a tier makes of it."""

from .invariants import INVARIANTS
from .jobs import review_tiers
from .policy import (
    ANCHOR_FEN,
    above,
    below,
    earning,
    earning_of_receipt,
    multipliers,
    share,
)
from .queries import purchase, score, scores, thresholds
from .schemas import Earning, Multiplier, Purchase, Sale, Score
from .service import review_tier, reward_purchase, take_back

__all__ = [
    "ANCHOR_FEN",
    "INVARIANTS",
    "Earning",
    "Multiplier",
    "Purchase",
    "Sale",
    "Score",
    "above",
    "below",
    "earning",
    "earning_of_receipt",
    "multipliers",
    "purchase",
    "review_tier",
    "review_tiers",
    "reward_purchase",
    "score",
    "scores",
    "share",
    "take_back",
    "thresholds",
]
