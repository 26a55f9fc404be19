"""The five tiers, in their order; several rooms speak of them, none owns them."""

from datetime import datetime, timedelta
from enum import StrEnum

from app.kit import months

LIFE_MONTHS = 12  # R26: so long a tier lasts.
# R26: a tier's last thirty days, in which purchases earn twice; as seconds, so that DST cannot
# move it.
SPRINT_SECONDS = 2_592_000


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


def lasts_until(reached_at: datetime, *, zone: str) -> datetime:
    """Tell the last instant of a tier's validity: of the day twelve months later in `zone`."""
    return months.last_instant(reached_at, months=LIFE_MONTHS, zone=zone)


def is_sprint(tier_until: datetime | None, *, at: datetime) -> bool:
    """Tell whether `at` lies in the last thirty days of a tier; the basic one has none."""
    if tier_until is None:
        return False
    return timedelta() <= tier_until - at <= timedelta(seconds=SPRINT_SECONDS)
