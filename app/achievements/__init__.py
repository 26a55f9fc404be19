"""The achievement wall: which badges a member has earned, when, and how rare they are.

A badge carries no points. It is earned by facts that other rooms keep, and stays.
"""

from .badges import BADGES
from .errors import PinsFull
from .jobs import catch_up
from .policy import BADGE_KINDS, MOST_PINS
from .queries import pinned, wall
from .schemas import Achievement, Badge, BadgeId, Family, Rarity, Show, Wall
from .service import forget, greet, pin, unpin, weigh

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
    "catch_up",
    "forget",
    "greet",
    "pin",
    "pinned",
    "unpin",
    "wall",
    "weigh",
]
