"""What a wallet shows beside its lines: months, the lots of a movement, a keyword."""

from datetime import UTC, datetime, timedelta

from app import ledger
from tests.ledger.conftest import Give

ZONE = "Asia/Shanghai"


class TestMonths:
    async def test_begin_where_the_brand_s_clock_says(self, give: Give) -> None:
        last_of_october = datetime(2026, 10, 31, 15, 59, tzinfo=UTC)
        await give(100, now=last_of_october)
        await give(30, now=last_of_october + timedelta(minutes=2))
        held = await ledger.hold(
            member_id=1, points=40, purpose="p", now=datetime(2026, 11, 2, tzinfo=UTC)
        )
        await ledger.capture(hold_id=held.id, now=datetime(2026, 11, 3, tzinfo=UTC))
        sums = await ledger.month_sums(1, since=datetime(2026, 1, 1, tzinfo=UTC), zone=ZONE)
        assert [(one.gained, one.spent) for one in sums] == [(30, 40), (100, 0)]
        assert sums[0].at == datetime(2026, 10, 31, 16, tzinfo=UTC)

    async def test_are_one_member_s(self, give: Give, now: datetime) -> None:
        await give(10, member_id=2)
        assert await ledger.month_sums(1, since=now - timedelta(days=1), zone=ZONE) == []


class TestTouchedLots:
    async def test_are_those_that_paid(self, give: Give, now: datetime) -> None:
        await give(30, days=60)
        earned = await give(100, days=90)
        held = await ledger.hold(member_id=1, points=50, purpose="p", now=now)
        (posted,) = await ledger.postings_for("p")
        touched = await ledger.touched_lots(posted)
        days = [(one.points, (one.expires_at - now).days) for one in touched]
        assert days == [(30, 60), (20, 90)]
        assert [one.points for one in await ledger.touched_lots(earned)] == [100]
        whole = await ledger.release(hold_id=held.id, now=now)
        assert sum(one.points for one in await ledger.touched_lots(whole)) == 50

    async def test_are_left_out_where_nobody_can_tell(self, give: Give, now: datetime) -> None:
        await give(30, days=60)
        await give(100, days=90)
        held = await ledger.hold(member_id=1, points=50, purpose="p", now=now)
        first = await ledger.capture(hold_id=held.id, points=10, reference="a", now=now)
        await ledger.capture(hold_id=held.id, points=40, reference="b", now=now)
        assert await ledger.touched_lots(first) == ()


async def test_a_keyword_finds_any_of_what_it_may_mean(give: Give, now: datetime) -> None:
    await give(100, receipt=ledger.Receipt(rule="birthday"))
    await give(100)
    for number in (7, 70):
        await ledger.hold(member_id=1, points=5, purpose=f"redemption:{number}", now=now)
    for about, ids in {
        ledger.About(rules=("birthday",)): [1],
        ledger.About(redemption_ids=(7,)): [3],
        ledger.About(movements=(ledger.Movement.HOLD,), rules=("birthday",)): [4, 3, 1],
        ledger.About(): [],
    }.items():
        found = await ledger.statement(1, filters=ledger.Filters(about=about))
        assert [one.id for one in found.items] == ids
