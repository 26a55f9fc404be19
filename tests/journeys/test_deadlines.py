"""The promise is 172,800 seconds, in every zone, on every day, however late we wake."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app import auditing, redemption, settings
from app.kit import db
from app.redemption import RedemptionView
from tests.stage import Stage

SILENT = "13800000701"
DELIVERS_AT_ONCE = "13800000101"
PROMISE = timedelta(seconds=172_800)

# A day before each change of clocks, there and back; Lord Howe moves by half an hour.
CHANGES = [
    ("America/New_York", datetime(2026, 3, 7, 12, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 10, 31, 12, tzinfo=UTC)),
    ("Europe/London", datetime(2026, 3, 28, 12, tzinfo=UTC)),
    ("Europe/London", datetime(2026, 10, 24, 12, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 3, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 3, tzinfo=UTC)),
    ("Asia/Shanghai", datetime(1991, 4, 13, 12, tzinfo=UTC)),
    ("Asia/Shanghai", datetime(1991, 9, 14, 12, tzinfo=UTC)),
]


async def refunded_at(placed: RedemptionView) -> list[datetime]:
    found = await redemption.redemption(placed.id, member_id=None)
    return [step.at for step in found.timeline if step.kind == "refunded"]


class TestBoundaries:
    @pytest.mark.parametrize(("seconds", "state"), [
        (-1, "delivering"), (0, "refunded"), (1, "refunded")
    ])  # fmt: skip
    async def test_at_the_second(self, stage: Stage, seconds: int, state: str) -> None:
        await stage.member(points=500)
        placed = await stage.place("topup-50", account=SILENT)
        await stage.relay()
        await stage.dispatch()
        stage.clock.now = placed.placed_at + PROMISE + timedelta(seconds=seconds)
        await stage.watch()
        assert await stage.state(placed) == state

    @pytest.mark.parametrize(("zone", "start"), CHANGES)
    async def test_across_a_change_of_clocks(
        self, stage: Stage, zone: str, start: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Both the mall's zone and the database session's; neither may move the deadline."""
        changed = start.astimezone(ZoneInfo(zone)).utcoffset()
        assert changed != (start + PROMISE).astimezone(ZoneInfo(zone)).utcoffset()
        monkeypatch.setenv("LAUREL_ZONE", zone)
        settings.current.cache_clear()
        stage.clock.now = start
        await stage.member(points=500)
        async with db.transaction():
            await db.fetch(f"SET LOCAL TIME ZONE '{zone}'")
            placed = await stage.place("topup-50", account=SILENT)
        assert placed.promise_due_at == start + PROMISE
        for seconds, expected in ((-1, "placed"), (1, "refunded")):
            stage.clock.now = start + PROMISE + timedelta(seconds=seconds)
            await stage.watch()
            assert await stage.state(placed) == expected
        settings.current.cache_clear()

    async def test_over_a_leap_day(self, stage: Stage) -> None:
        stage.clock.now = datetime(2028, 2, 28, 15, 30, tzinfo=UTC)
        await stage.member(points=500)
        placed = await stage.place("topup-50", account=SILENT)
        assert placed.promise_due_at == datetime(2028, 3, 1, 15, 30, tzinfo=UTC)


class TestDown:
    async def test_for_72_hours_and_then_everything_is_settled_once(self, stage: Stage) -> None:
        await stage.member(points=2_000)
        sent = [
            await stage.place("topup-50", account=account)
            for account in (SILENT, DELIVERS_AT_ONCE)
        ]
        await stage.relay()
        await stage.dispatch()
        stage.clock.turn(3_600)
        unsent = await stage.place("topup-50", account=DELIVERS_AT_ONCE)
        stage.clock.turn(72 * 3_600)
        late = await auditing.broken(now=stage.clock.now)
        assert "redemption: no promise is unsettled fifteen minutes past its deadline" in late
        await stage.watch()
        await stage.work()
        assert [await stage.state(one) for one in (*sent, unsent)] == [
            "refunded", "delivered", "refunded"
        ]  # fmt: skip
        assert [len(await refunded_at(one)) for one in (sent[0], unsent)] == [1, 1]
        assert await stage.available() == 1_500
        assert len(stage.deliveries()) == 1
        assert await auditing.broken(now=stage.clock.now) == {}


class TestMany:
    async def test_at_once_are_all_settled_by_two_watchdogs(self, stage: Stage) -> None:
        """The speed of five thousand is measured in tests/bench (`watchdog_refunds`)."""
        count = 60
        await stage.member(points=500 * count)
        placed = [await stage.place("topup-50", account=SILENT) for _ in range(count)]
        stage.clock.now = placed[-1].placed_at + PROMISE
        looked_at = await asyncio.gather(stage.watch(), stage.watch())
        assert (sum(looked_at), await stage.watch()) == (count, 0)
        assert {await stage.state(one) for one in placed} == {"refunded"}
        assert await stage.available() == 500 * count
