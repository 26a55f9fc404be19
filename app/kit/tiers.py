"""The five tiers, in their order; several rooms speak of them, none owns them."""

from enum import StrEnum


class Tier(StrEnum):
    """A member's level. Compare by `rank`."""

    BASIC = "basic"
    SILVER = "silver"
    GOLD = "gold"
    PLATINUM = "platinum"
    DIAMOND = "diamond"

    @property
    def rank(self) -> int:
        return list(Tier).index(self)

    def reaches(self, other: "Tier") -> bool:
        """Tell whether this tier is `other` or above it."""
        return self.rank >= other.rank
