"""The `laurel` command."""

from .commands import laurel, main

__all__ = ["laurel", "main"]
