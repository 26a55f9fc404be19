"""When points expire, when they do not, and what grace a return gives."""

from datetime import datetime, timedelta

import pytest

from app import ledger
from tests.ledger.conftest import Give

DAY = timedelta(days=1)


class TestExpireLots:
    async def test_moves_what_is_left_to_revival(self, give: Give, now: datetime) -> None:
        await give(100, days=1)
        assert await ledger.expire_lots(now=now + DAY) == 1
        newest = (await ledger.statement(1)).items[0]
        assert (newest.movement, newest.points, newest.available_after) == ("expire", 100, 0)

    async def test_waits_for_the_instant(self, give: Give, now: datetime) -> None:
        await give(100, days=1)
        assert await ledger.expire_lots(now=now + DAY - timedelta(microseconds=1)) == 0

    async def test_happens_once(self, give: Give, now: datetime) -> None:
        await give(100, days=1)
        assert [await ledger.expire_lots(now=now + DAY) for _ in range(2)] == [1, 0]

    async def test_spares_what_is_held(self, give: Give, now: datetime) -> None:
        await give(100, days=1)
        held = await ledger.hold(member_id=1, points=60, purpose="p", now=now)
        await ledger.expire_lots(now=now + 2 * DAY)
        captured = await ledger.capture(hold_id=held.id, now=now + 2 * DAY)
        assert (captured.points, captured.available_after) == (60, 0)

    async def test_expires_only_what_was_not_spent(self, give: Give, now: datetime) -> None:
        await give(100, days=1)
        held = await ledger.hold(member_id=1, points=60, purpose="p", now=now)
        await ledger.capture(hold_id=held.id, now=now)
        await ledger.expire_lots(now=now + DAY)
        newest = (await ledger.statement(1)).items[0]
        assert (newest.points, newest.available_after) == (40, 0)

    async def test_takes_every_member_in_turn(self, give: Give, now: datetime) -> None:
        for member_id in (1, 2, 3):
            await give(10, days=1, member_id=member_id)
        rounds = [await ledger.expire_lots(now=now + DAY, most=2) for _ in range(3)]
        assert rounds == [2, 1, 0]


class TestBalance:
    async def test_counts_nothing_past_its_date(self, give: Give, now: datetime) -> None:
        await give(50, days=1)
        await give(70, days=2)
        assert (await ledger.balance(1, now + DAY)).available == 70

    async def test_lists_every_date_that_is_near(self, give: Give, now: datetime) -> None:
        for points, days in ((5, 40), (7, 80), (3, 40), (9, 100)):
            await give(points, days=days)
        expiring = (await ledger.balance(1, now)).expiring
        assert expiring == (
            ledger.Expiring(8, now + 40 * DAY),
            ledger.Expiring(7, now + 80 * DAY),
        )


class TestGrace:
    @pytest.mark.parametrize(
        ("lives_days", "back_after_days", "then_lives_days"),
        [(400, 1, 399), (31, 1, 30), (30, 1, 30), (2, 1, 30), (1, 2, 30)],
        ids=["long", "exactly 30", "29", "one", "expired meanwhile"],
    )
    async def test_gives_a_returned_lot_thirty_days(
        self, give: Give, now: datetime,
        lives_days: int, back_after_days: int, then_lives_days: int,
    ) -> None:  # fmt: skip
        await give(100, days=lives_days)
        held = await ledger.hold(member_id=1, points=100, purpose="p", now=now)
        back = now + back_after_days * DAY
        await ledger.expire_lots(now=back)
        await ledger.release(hold_id=held.id, now=back)
        (lot,) = await ledger.lots(1, back)
        assert (lot.points_left, lot.expires_at) == (100, back + then_lives_days * DAY)

    async def test_gives_a_refunded_lot_thirty_days(self, give: Give, now: datetime) -> None:
        await give(100, days=1)
        held = await ledger.hold(member_id=1, points=100, purpose="p", now=now)
        await ledger.capture(hold_id=held.id, now=now)
        await ledger.refund(hold_id=held.id, points=100, reference="r", now=now + 5 * DAY)
        (lot,) = await ledger.lots(1, now + 5 * DAY)
        assert lot.expires_at == now + 35 * DAY

    async def test_revives_nothing_that_was_not_returned(
        self, give: Give, now: datetime
    ) -> None:
        await give(100, days=1)
        held = await ledger.hold(member_id=1, points=60, purpose="p", now=now)
        await ledger.release(hold_id=held.id, now=now + 2 * DAY)  # The reaper has not been by.
        assert (await ledger.balance(1, now + 2 * DAY)).available == 60

    async def test_lets_a_lot_expire_again(self, give: Give, now: datetime) -> None:
        await give(100, days=1)
        held = await ledger.hold(member_id=1, points=60, purpose="p", now=now)
        await ledger.release(hold_id=held.id, now=now + 2 * DAY)
        assert await ledger.expire_lots(now=now + 32 * DAY) == 1
        assert (await ledger.balance(1, now + 32 * DAY)).available == 0

    @pytest.mark.parametrize(
        ("lives_days", "back_after_days", "then_lives_days"),
        [(400, 1, 399), (20, 1, 19), (2, 1, 1), (1, 2, 1)],
        ids=["long", "short", "a day left", "expired meanwhile"],
    )
    async def test_gives_nothing_to_who_let_go(
        self, give: Give, now: datetime,
        lives_days: int, back_after_days: int, then_lives_days: int,
    ) -> None:  # fmt: skip
        await give(100, days=lives_days)
        held = await ledger.hold(member_id=1, points=100, purpose="p", now=now)
        back = now + back_after_days * DAY
        await ledger.expire_lots(now=back)
        await ledger.release(hold_id=held.id, now=back, has_grace=False)
        (lot,) = await ledger.lots(1, back)
        assert (lot.points_left, lot.expires_at) == (100, back + then_lives_days * DAY)
