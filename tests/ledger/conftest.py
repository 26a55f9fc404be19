"""What the ledger's tests share: a member with points, and how to give more."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count

import pytest

from app import ledger

Give = Callable[..., Awaitable[ledger.PostingView]]


@pytest.fixture
def give(database: None, invariants: None, now: datetime) -> Give:
    """Earn points for member 1 that expire in so many days; the books are checked after."""
    number = count(1)

    async def earn(points: int, *, days: float = 400, **other: object) -> ledger.PostingView:
        facts: dict[str, object] = {
            "member_id": 1,
            "points": points,
            "reference": f"given:{next(number)}",
            "receipt": ledger.Receipt(rule="test"),
            "expires_at": now + timedelta(days=days),
            "now": now,
            **other,
        }
        return await ledger.earn(**facts)  # type: ignore[arg-type]  # A test's own facts.

    return earn
