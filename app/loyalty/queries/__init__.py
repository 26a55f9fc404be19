"""What is the case now? Reads; returns schemas."""

from .purchases import purchase

__all__ = ["purchase"]
