"""What may happen in a history, and how often as a rule."""

from . import members, operators, outside, time, workers
from .registry import DEEDS, Deed

__all__ = ["DEEDS", "Deed", "members", "operators", "outside", "time", "workers"]
