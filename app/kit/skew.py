"""How far this machine's clock is from the database's: deadlines are the database's."""

from datetime import timedelta

from app.kit import clock, db
from app.kit.errors import ConfigurationRefused

# Leases and deadlines are the database's; a member's page is told by this machine's clock.
MOST_SKEW = timedelta(seconds=2)


async def is_too_much() -> bool:
    """Tell whether the two clocks differ by more than `MOST_SKEW`, the question's way aside."""
    before = clock.now()
    there = await db.database_now()
    return not before - MOST_SKEW < there < clock.now() + MOST_SKEW


async def refuse() -> None:
    """Raise ConfigurationRefused when this machine's clock is not the database's."""
    if await is_too_much():
        raise ConfigurationRefused(
            "This machine's clock and the database's differ by more than"
            f" {MOST_SKEW.total_seconds():g} seconds: synchronise them."
        )
