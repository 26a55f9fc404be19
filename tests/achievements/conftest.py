"""Members with a past that is written down at once, and the stage for one that happens."""

from datetime import datetime, timedelta

import pytest

from app import achievements, members
from app.achievements import Achievement, BadgeId
from app.kit import db
from tests.journeys.conftest import stage

__all__ = ["stage"]

PHONES = ("13800000101", "13800000102")


async def joined(now: datetime, *, number: int = 0, days_ago: int = 0) -> int:
    """Enrol a member who came so many days ago."""
    then = now - timedelta(days=days_ago)
    return (await members.enrol(phone=PHONES[number], nickname="Ada", now=then)).id


async def received(
    member_id: int, at: datetime, *, delivery: str = "direct", quantity: int = 1
) -> None:
    """Write down one redemption that came."""
    await db.fetch(
        "INSERT INTO redemption (member_id, product_id, product_slug, title_zh, title_en,"
        " delivery, quantity, points, state, idempotency_key, placed_at, paid_at, delivered_at,"
        " promise_seconds, promise_due_at)"
        " VALUES ($1, 1, 'p', '物', 'Thing', $2, $3, 100, 'delivered',"
        " (SELECT 'k' || count(*) FROM redemption), $4, $4, $4, 60,"
        " $4::timestamptz + interval '60 seconds')",
        member_id, delivery, quantity, at,
    )  # fmt: skip


async def held(member_id: int, now: datetime) -> dict[BadgeId | None, Achievement]:
    """What a member has earned, by badge."""
    wall = await achievements.wall(await members.member(member_id), at=now)
    return {one.badge: one for one in wall.achievements if one.is_earned}


@pytest.fixture
async def ada(database: None, now: datetime) -> int:
    """A member who came today."""
    return await joined(now)
