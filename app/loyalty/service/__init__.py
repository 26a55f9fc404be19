"""What can be done about loyalty; the only writer of this room's tables."""

from .earning import reward_purchase, take_back
from .tiers import review_tier

__all__ = ["review_tier", "reward_purchase", "take_back"]
