"""The words of the wall."""

from datetime import datetime
from enum import StrEnum

import msgspec

from app.kit.texts import Text


class BadgeId(StrEnum):
    """Every badge, by the name in its address. Kept for good: what was earned stays."""

    FIRST_LEAF = "first-leaf"
    FIVE_LEAVES = "five-leaves"
    FULL_CROWN = "full-crown"
    FIVE_WAYS = "five-ways"
    A_SEED = "a-seed"
    SMALL_GROVE = "small-grove"
    AT_THE_TABLE = "at-the-table"
    OPEN_BOOK = "open-book"
    WELL_READ = "well-read"
    ONE_YEAR = "one-year"
    GROWTH_RINGS = "growth-rings"
    GOLDEN = "golden-osmanthus"
    WORD_KEPT = "word-kept"
    REUNITED = "reunited"


class Family(StrEnum):
    """What a badge is about."""

    RECEIVING = "receiving"
    GIVING = "giving"
    READING = "reading"
    BELONGING = "belonging"


class Measure(StrEnum):
    """What is counted. Each is a row of instants: the n-th is when the count became n."""

    DELIVERED = "delivered"
    WAYS = "ways"
    GIFTS = "gifts"
    PIECES_GIVEN = "pieces_given"
    BOOKED = "booked"
    READ = "read"
    YEARS = "years"
    TIERS = "tiers"
    PROMISES = "promises"
    RETURNS = "returns"


class Badge(msgspec.Struct, frozen=True, kw_only=True):
    """One badge: so much of a measure earns it. A hidden one is told only to who has it."""

    id: BadgeId
    family: Family
    measure: Measure
    goal: int
    name: Text
    deed: Text
    story: Text
    is_hidden: bool = False


class Rarity(msgspec.Struct, frozen=True, kw_only=True):
    """How many have a badge, of how many members; counted a few times a day.

    `permille` is None while there are too few members for a share to mean anything.
    """

    holders: int
    members: int
    permille: int | None


class Achievement(msgspec.Struct, frozen=True, kw_only=True):
    """One badge as its member sees it; `badge` is None while it is hidden.

    `has` never exceeds `goal`. `is_new` until the member has seen it.
    """

    badge: BadgeId | None
    family: Family
    name: Text
    deed: Text
    story: Text
    earned_at: datetime | None
    has: int
    goal: int
    rarity: Rarity
    is_new: bool = False
    is_pinned: bool = False

    @property
    def is_earned(self) -> bool:
        return self.earned_at is not None


class Show(StrEnum):
    """Which badges of a wall are wanted."""

    ALL = "all"
    EARNED = "earned"
    OPEN = "open"

    @classmethod
    def of(cls, written: str | None) -> "Show":
        """Read a filter; anything else is all."""
        return cls(written) if written in set(cls) else cls.ALL


class Wall(msgspec.Struct, frozen=True, kw_only=True):
    """All badges of one member: the earned ones first, the newest before."""

    earned: int
    total: int
    achievements: tuple[Achievement, ...]

    def shown(self, show: Show) -> tuple[Achievement, ...]:
        """Choose what a filter lets through."""
        if show is Show.ALL:
            return self.achievements
        wanted = show is Show.EARNED
        return tuple(one for one in self.achievements if one.is_earned is wanted)


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A badge that was earned, as it is kept."""

    badge: str
    earned_at: datetime
    seen_at: datetime | None
    slot: int | None
