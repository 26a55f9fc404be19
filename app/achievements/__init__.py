"""The achievement wall: which badges a member has earned, when, and how rare they are.

A badge carries no points. It is earned by facts that other rooms keep, and stays.
"""

from .badges import BADGES
from .errors import PinsFull
from .jobs import award_badges
from .policy import BADGE_KINDS, MOST_PINS
from .queries import pinned, wall
from .schemas import Achievement, Badge, BadgeId, Family, Rarity, Show, Wall
from .service import award, erase, mark_seen, pin, unpin

__all__ = [
    "BADGES",
    "BADGE_KINDS",
    "MOST_PINS",
    "Achievement",
    "Badge",
    "BadgeId",
    "Family",
    "PinsFull",
    "Rarity",
    "Show",
    "Wall",
    "award",
    "award_badges",
    "erase",
    "mark_seen",
    "pin",
    "pinned",
    "unpin",
    "wall",
]
