"""Keeps a group of programs running: whichever dies comes back, and all end together.

Honcho, the library for this, ends the whole group when one program ends and leaves programs
behind when it is killed itself; so this is our own.
"""

from .group import run
from .schemas import Program

__all__ = ["Program", "run"]
