"""Hash chains over rows that never change: what was changed all the same no longer fits (R9).

One chain per day and branch, built afterwards and never on the hot path. Each link hashes the
whole row onto the hash before it; the auditor logs the heads, so that a copy is elsewhere.
"""

from .linking import LOOK_BACK, heads, link
from .shape import Chain, Difference, Head
from .verifying import verify

__all__ = ["LOOK_BACK", "Chain", "Difference", "Head", "heads", "link", "verify"]
