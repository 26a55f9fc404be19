"""What can be done about loyalty; the only writer of this room's tables."""

from .earning import reward_purchase, take_back

__all__ = ["reward_purchase", "take_back"]
