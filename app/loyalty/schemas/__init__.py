"""The words of loyalty."""

from .earnings import Earning, Multiplier, Purchase, Sale
from .tiers import Score

__all__ = ["Earning", "Multiplier", "Purchase", "Sale", "Score"]
