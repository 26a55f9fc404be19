"""What a member did is kept once, within bounds, and earns nothing yet."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from app import activity
from app.activity import BehaviourEvent
from app.kit import db
from app.kit.errors import InvalidInput


def read(now: datetime, number: int = 1, **changes: Any) -> BehaviourEvent:
    told: dict[str, Any] = {"kind": "article.read", "id": f"e{number}", "at": now}
    return BehaviourEvent(**told | changes)


async def kept() -> list[Any]:
    return await db.fetch("SELECT * FROM behaviour_event ORDER BY id")


class TestRecord:
    async def test_keeps_each_event_once(self, database: None, now: datetime) -> None:
        events = [read(now, 1), read(now, 2)]
        first = await activity.record(member_id=7, events=events, now=now)
        again = await activity.record(member_id=7, events=events[::-1], now=now)
        assert [(one.id, one.is_new, one.points) for one in first] == [
            ("e1", True, 0), ("e2", True, 0)
        ]  # fmt: skip
        assert [(one.id, one.is_new) for one in again] == [("e2", False), ("e1", False)]
        assert len(await kept()) == 2

    async def test_calls_the_first_of_two_alike_new(
        self, database: None, now: datetime
    ) -> None:
        twice = [read(now, data={"n": 1}), read(now, data={"n": 2})]
        told = await activity.record(member_id=7, events=twice, now=now)
        assert [one.is_new for one in told] == [True, False]
        assert [row["data"] for row in await kept()] == ['{"n": 1}']

    async def test_tells_members_and_kinds_apart(self, database: None, now: datetime) -> None:
        await activity.record(member_id=7, events=[read(now)], now=now)
        other = await activity.record(member_id=8, events=[read(now)], now=now)
        kind = await activity.record(member_id=7, events=[read(now, kind="share")], now=now)
        assert (other[0].is_new, kind[0].is_new) == (True, True)

    async def test_keeps_one_of_twenty_at_once(self, database: None, now: datetime) -> None:
        events = [read(now, number) for number in range(10)]
        told = await asyncio.gather(
            *(
                activity.record(member_id=7, events=events[:: (-1) ** turn], now=now)
                for turn in range(20)
            )
        )
        assert sum(one.is_new for answers in told for one in answers) == 10
        assert len(await kept()) == 10

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("events[1].type", {"kind": "Bad Kind"}),
            ("events[1].type", {"kind": ""}),
            ("events[1].id", {"id": "x" * 65}),
            ("events[1].id", {"id": "a\x00"}),
            ("events[1].data", {"data": {"text": "x" * 2048}}),
            ("events[1].data", {"data": {"text": "\x00"}}),
        ],
    )
    async def test_keeps_none_when_one_does_not_fit(
        self, database: None, now: datetime, field: str, changes: dict[str, Any]
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            await activity.record(
                member_id=7, events=[read(now), read(now, 2, **changes)], now=now
            )
        assert refused.value.facts["field"] == field
        assert await kept() == []

    @pytest.mark.parametrize("away", [timedelta(minutes=5), timedelta(days=-7)])
    async def test_takes_a_week_back_and_a_moment_ahead(
        self, database: None, now: datetime, away: timedelta
    ) -> None:
        await activity.record(member_id=7, events=[read(now + away)], now=now)
        assert len(await kept()) == 1

    @pytest.mark.parametrize(
        "away", [timedelta(minutes=5, seconds=1), timedelta(days=-7, seconds=-1)]
    )
    async def test_takes_nothing_further_away(
        self, database: None, now: datetime, away: timedelta
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            await activity.record(member_id=7, events=[read(now + away)], now=now)
        assert refused.value.facts["field"] == "events[0].at"
        assert await kept() == []

    @pytest.mark.parametrize("count", [0, 51])
    async def test_takes_one_to_fifty(self, database: None, now: datetime, count: int) -> None:
        with pytest.raises(InvalidInput):
            await activity.record(
                member_id=7, events=[read(now, one) for one in range(count)], now=now
            )
        assert await kept() == []
