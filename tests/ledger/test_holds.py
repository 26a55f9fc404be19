"""Hold, capture, release, refund: which points, how often, and what is refused."""

from datetime import datetime, timedelta

import pytest

from app import ledger
from app.kit.errors import InvalidInput, NotFound
from tests.ledger.conftest import Give


def left(lots: list[ledger.LotView]) -> dict[int, int]:
    return {lot.id: lot.points_left for lot in lots}


class TestHold:
    async def test_spends_the_earliest_expiry_first(self, give: Give, now: datetime) -> None:
        await give(100, days=300)
        await give(100, days=100)
        await give(100, days=200)
        await ledger.hold(member_id=1, points=150, purpose="p", now=now)
        assert left(await ledger.lots(1, now)) == {3: 50, 1: 100}

    async def test_spends_the_oldest_first_among_equals(
        self, give: Give, now: datetime
    ) -> None:
        await give(100)
        await give(100)
        await ledger.hold(member_id=1, points=100, purpose="p", now=now)
        assert left(await ledger.lots(1, now)) == {2: 100}

    async def test_sets_aside_in_the_wallet(self, give: Give, now: datetime) -> None:
        await give(100)
        await ledger.hold(member_id=1, points=30, purpose="p", now=now)
        balance = await ledger.balance(1, now)
        assert (balance.available, balance.held) == (70, 30)

    async def test_refuses_more_than_there_is(self, give: Give, now: datetime) -> None:
        await give(100)
        with pytest.raises(ledger.InsufficientPoints) as refused:
            await ledger.hold(member_id=1, points=101, purpose="p", now=now)
        assert refused.value.facts == {"need": 101, "available": 100}
        assert await ledger.hold_for("p") is None

    async def test_refuses_a_stranger(self, give: Give, now: datetime) -> None:
        with pytest.raises(ledger.InsufficientPoints):
            await ledger.hold(member_id=9, points=1, purpose="p", now=now)

    async def test_refuses_what_has_expired_unposted(self, give: Give, now: datetime) -> None:
        await give(50, days=1)
        await give(50)
        later = now + timedelta(days=2)
        with pytest.raises(ledger.InsufficientPoints) as refused:
            await ledger.hold(member_id=1, points=51, purpose="p", now=later)
        assert refused.value.facts["available"] == 50

    async def test_expires_what_is_due_before_it_takes(self, give: Give, now: datetime) -> None:
        await give(50, days=1)
        await give(50)
        await ledger.hold(member_id=1, points=50, purpose="p", now=now + timedelta(days=2))
        kinds = [each.movement for each in (await ledger.statement(1)).items]
        assert kinds == ["hold", "expire", "earn", "earn"]

    async def test_takes_nothing_at_the_very_instant_of_expiry(
        self, give: Give, now: datetime
    ) -> None:
        await give(50, days=1)
        with pytest.raises(ledger.InsufficientPoints):
            await ledger.hold(member_id=1, points=1, purpose="p", now=now + timedelta(days=1))

    async def test_repeats_by_purpose(self, give: Give, now: datetime) -> None:
        await give(100)
        first = await ledger.hold(member_id=1, points=60, purpose="p", now=now)
        assert await ledger.hold(member_id=1, points=60, purpose="p", now=now) == first
        assert (await ledger.balance(1, now)).held == 60

    async def test_refuses_another_number_for_one_purpose(
        self, give: Give, now: datetime
    ) -> None:
        await give(100)
        await ledger.hold(member_id=1, points=60, purpose="p", now=now)
        with pytest.raises(ledger.ReferenceReused):
            await ledger.hold(member_id=1, points=10, purpose="p", now=now)

    @pytest.mark.parametrize("points", [0, -1, 10**13])
    async def test_refuses_no_number_of_points(
        self, give: Give, now: datetime, points: int
    ) -> None:
        with pytest.raises(InvalidInput):
            await ledger.hold(member_id=1, points=points, purpose="p", now=now)

    async def test_keeps_currencies_apart(self, give: Give, now: datetime) -> None:
        await give(100, currency="carbon")
        with pytest.raises(ledger.InsufficientPoints):
            await ledger.hold(member_id=1, points=1, purpose="p", now=now)


@pytest.fixture
async def held(give: Give, now: datetime) -> ledger.HoldView:
    """150 of 200 points: all of lot 1, which expires first, and half of lot 2."""
    await give(100, days=100)
    await give(100, days=200)
    return await ledger.hold(member_id=1, points=150, purpose="redemption:7", now=now)


class TestCapture:
    async def test_spends_all_that_is_left(self, held: ledger.HoldView, now: datetime) -> None:
        await ledger.capture(hold_id=held.id, now=now)
        balance = await ledger.balance(1, now)
        assert (balance.available, balance.held) == (50, 0)

    async def test_happens_once(self, held: ledger.HoldView, now: datetime) -> None:
        await ledger.capture(hold_id=held.id, now=now)
        with pytest.raises(ledger.HoldAlreadyResolved):
            await ledger.capture(hold_id=held.id, now=now)

    async def test_repeats_by_reference(self, held: ledger.HoldView, now: datetime) -> None:
        first = await ledger.capture(hold_id=held.id, points=40, reference="c", now=now)
        again = await ledger.capture(hold_id=held.id, points=40, reference="c", now=now)
        assert again == first
        assert (await ledger.balance(1, now)).held == 110

    async def test_refuses_a_reference_with_another_number(
        self, held: ledger.HoldView, now: datetime
    ) -> None:
        await ledger.capture(hold_id=held.id, points=40, reference="c", now=now)
        with pytest.raises(ledger.ReferenceReused):
            await ledger.capture(hold_id=held.id, points=41, reference="c", now=now)

    async def test_refuses_more_than_is_left(
        self, held: ledger.HoldView, now: datetime
    ) -> None:
        await ledger.release(hold_id=held.id, points=100, now=now)
        with pytest.raises(ledger.HoldAlreadyResolved) as refused:
            await ledger.capture(hold_id=held.id, points=51, now=now)
        assert refused.value.facts["left"] == 50

    async def test_refuses_an_unknown_hold(self, give: Give, now: datetime) -> None:
        with pytest.raises(NotFound):
            await ledger.capture(hold_id=404, now=now)

    async def test_takes_parts_until_nothing_is_left(
        self, held: ledger.HoldView, now: datetime
    ) -> None:
        parts = [
            await ledger.capture(hold_id=held.id, points=points, now=now)
            for points in (70, 70, None)
        ]
        assert [each.points for each in parts] == [70, 70, 10]
        assert {each.redemption_id for each in parts} == {7}
        assert len({each.reference for each in parts}) == 3


class TestRelease:
    async def test_gives_back_to_the_very_lots(
        self, held: ledger.HoldView, now: datetime
    ) -> None:
        before = {lot.id: lot.expires_at for lot in await ledger.lots(1, now)}
        await ledger.release(hold_id=held.id, now=now)
        lots = await ledger.lots(1, now)
        assert left(lots) == {1: 100, 2: 100}
        assert before[2] == lots[1].expires_at

    async def test_leaves_what_a_smaller_hold_would_have_taken(
        self, held: ledger.HoldView, now: datetime
    ) -> None:
        await ledger.release(hold_id=held.id, points=60, now=now)
        assert left(await ledger.lots(1, now)) == {1: 10, 2: 100}

    async def test_captures_the_rest_whatever_came_first(
        self, held: ledger.HoldView, now: datetime
    ) -> None:
        await ledger.capture(hold_id=held.id, points=90, now=now)
        await ledger.release(hold_id=held.id, now=now)
        assert left(await ledger.lots(1, now)) == {1: 10, 2: 100}

    async def test_refuses_after_a_capture(self, held: ledger.HoldView, now: datetime) -> None:
        await ledger.capture(hold_id=held.id, now=now)
        with pytest.raises(ledger.HoldAlreadyResolved):
            await ledger.release(hold_id=held.id, now=now)


class TestRefund:
    async def test_gives_captured_points_back(
        self, held: ledger.HoldView, now: datetime
    ) -> None:
        await ledger.capture(hold_id=held.id, now=now)
        posted = await ledger.refund(hold_id=held.id, points=60, reference="r", now=now)
        assert (posted.signed_points, posted.available_after) == (60, 110)
        assert left(await ledger.lots(1, now)) == {1: 10, 2: 100}

    async def test_refuses_what_was_never_captured(
        self, held: ledger.HoldView, now: datetime
    ) -> None:
        with pytest.raises(ledger.HoldAlreadyResolved):
            await ledger.refund(hold_id=held.id, points=1, reference="r", now=now)

    async def test_refuses_more_than_was_captured(
        self, held: ledger.HoldView, now: datetime
    ) -> None:
        await ledger.capture(hold_id=held.id, now=now)
        await ledger.refund(hold_id=held.id, points=100, reference="r:1", now=now)
        with pytest.raises(ledger.HoldAlreadyResolved):
            await ledger.refund(hold_id=held.id, points=51, reference="r:2", now=now)

    async def test_repeats_by_reference(self, held: ledger.HoldView, now: datetime) -> None:
        await ledger.capture(hold_id=held.id, now=now)
        for _ in range(2):
            await ledger.refund(hold_id=held.id, points=100, reference="r", now=now)
        assert (await ledger.balance(1, now)).available == 150
