"""What is the case now? Reads; returns schemas."""

from .purchases import purchase
from .tiers import score, scores, thresholds

__all__ = ["purchase", "score", "scores", "thresholds"]
