"""The words of loyalty."""

from .earnings import Earning, Multiplier, Purchase, Sale

__all__ = ["Earning", "Multiplier", "Purchase", "Sale"]
