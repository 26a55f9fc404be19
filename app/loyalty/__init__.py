"""Why points are given: what cash earns, and what a tier makes of it."""

from .invariants import INVARIANTS
from .policy import ANCHOR_FEN, earning, multipliers, share
from .queries import purchase
from .schemas import Earning, Multiplier, Purchase, Sale
from .service import reward_purchase, take_back

__all__ = [
    "ANCHOR_FEN",
    "INVARIANTS",
    "Earning",
    "Multiplier",
    "Purchase",
    "Sale",
    "earning",
    "multipliers",
    "purchase",
    "reward_purchase",
    "share",
    "take_back",
]
