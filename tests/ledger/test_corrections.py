"""Points that were wrongly earned come back, and debt is repaid before anything is spent."""

from datetime import datetime, timedelta

import pytest

from app import ledger
from app.kit.errors import NotFound
from tests.ledger.conftest import Give


async def claw(posting: ledger.PostingView, points: int, now: datetime, ref: str = "r") -> None:
    await ledger.claw_back(
        posting_id=posting.id, points=points, reference=ref, reason="refunded", now=now
    )


class TestClawBack:
    async def test_takes_the_newest_unspent_first(self, give: Give, now: datetime) -> None:
        earned = await give(100)
        await give(100, now=now + timedelta(seconds=1), expires_at=now + timedelta(days=9))
        await claw(earned, 100, now + timedelta(seconds=2))
        assert [lot.id for lot in await ledger.lots(1, now)] == [1]

    async def test_owes_what_is_missing(self, give: Give, now: datetime) -> None:
        earned = await give(100)
        await ledger.hold(member_id=1, points=70, purpose="p", now=now)
        await claw(earned, 100, now)
        balance = await ledger.balance(1, now)
        assert (balance.available, balance.held, balance.debt) == (0, 70, 70)

    async def test_counts_nothing_that_has_expired(self, give: Give, now: datetime) -> None:
        earned = await give(100)
        await give(100, days=1)
        await claw(earned, 100, now + timedelta(days=2))
        assert await ledger.balance(1, now) == ledger.Balance(available=0)

    async def test_repeats_by_reference(self, give: Give, now: datetime) -> None:
        earned = await give(100)
        await claw(earned, 60, now)
        await claw(earned, 60, now)
        assert (await ledger.balance(1, now)).available == 40

    async def test_takes_no_more_than_was_earned(self, give: Give, now: datetime) -> None:
        earned = await give(100)
        await give(500)
        await claw(earned, 60, now, "r:1")
        with pytest.raises(ledger.ClawbackExceedsEarning):
            await claw(earned, 41, now, "r:2")

    async def test_refuses_what_is_no_earning(self, give: Give, now: datetime) -> None:
        await give(100)
        await ledger.hold(member_id=1, points=70, purpose="p", now=now)
        (posting,) = await ledger.postings_for("p")
        with pytest.raises(NotFound):
            await claw(posting, 1, now)


@pytest.fixture
async def debt(give: Give, now: datetime) -> ledger.HoldView:
    """A member who holds 100, owes 100 and has nothing."""
    earned = await give(100)
    held = await ledger.hold(member_id=1, points=100, purpose="p", now=now)
    await claw(earned, 100, now)
    return held


class TestDebt:
    @pytest.mark.parametrize(
        ("points", "available", "owed"), [(30, 0, 70), (100, 0, 0), (130, 30, 0)]
    )
    async def test_is_repaid_by_later_earnings_first(
        self, debt: ledger.HoldView, give: Give, now: datetime,
        points: int, available: int, owed: int,
    ) -> None:  # fmt: skip
        await give(points, reference="later")
        balance = await ledger.balance(1, now)
        assert (balance.available, balance.debt) == (available, owed)

    async def test_cannot_be_spent_around(
        self, debt: ledger.HoldView, give: Give, now: datetime
    ) -> None:
        await give(30, reference="later")
        with pytest.raises(ledger.InsufficientPoints):
            await ledger.hold(member_id=1, points=1, purpose="q", now=now)

    async def test_is_repaid_by_what_is_released(
        self, debt: ledger.HoldView, now: datetime
    ) -> None:
        await ledger.release(hold_id=debt.id, now=now)
        assert await ledger.balance(1, now) == ledger.Balance(available=0)

    async def test_is_repaid_by_what_is_refunded(
        self, debt: ledger.HoldView, now: datetime
    ) -> None:
        await ledger.capture(hold_id=debt.id, now=now)
        await ledger.refund(hold_id=debt.id, points=60, reference="r", now=now)
        assert await ledger.balance(1, now) == ledger.Balance(available=0, debt=40)


class TestAdjust:
    async def test_takes_points_and_says_who_agreed(self, give: Give, now: datetime) -> None:
        await give(100)
        posted = await ledger.adjust(
            member_id=1, points=30, reason="typo", reference="a", actor="ops", approver="fin",
            now=now,
        )  # fmt: skip
        assert posted.receipt.inputs == {"reason": "typo", "approver": "fin"}
        assert posted.available_after == 70

    async def test_never_makes_debt(self, give: Give, now: datetime) -> None:
        with pytest.raises(ledger.InsufficientPoints):
            await ledger.adjust(
                member_id=1, points=30, reason="typo", reference="a", actor="ops", now=now
            )


class TestForfeit:
    async def test_is_undone_once_by_an_appeal(self, give: Give, now: datetime) -> None:
        await give(100)
        lost = await ledger.forfeit(
            member_id=1, points=80, reason="bots", evidence="case:3", reference="f",
            actor="ops", now=now,
        )  # fmt: skip
        assert (await ledger.balance(1, now)).available == 20
        for _ in range(2):
            await ledger.reinstate(posting_id=lost.id, reason="appeal", actor="ops", now=now)
        assert (await ledger.balance(1, now)).available == 100


class TestEarn:
    async def test_repeats_by_reference(self, give: Give, now: datetime) -> None:
        first = await give(100, reference="order:1")
        assert await give(100, reference="order:1") == first

    async def test_refuses_a_reference_with_another_number(self, give: Give) -> None:
        await give(100, reference="order:1")
        with pytest.raises(ledger.ReferenceReused):
            await give(101, reference="order:1")

    async def test_refuses_the_reference_of_another_member(self, give: Give) -> None:
        await give(100, reference="order:1")
        with pytest.raises(ledger.ReferenceReused):
            await give(100, reference="order:1", member_id=2)

    async def test_lives_to_the_end_of_a_day_in_two_years(
        self, give: Give, now: datetime
    ) -> None:
        await give(100, expires_at=None)
        (lot,) = await ledger.lots(1, now)
        assert lot.expires_at.isoformat() == "2028-11-21T15:59:59.999999+00:00"

    async def test_is_granted_by_an_operator(self, give: Give, now: datetime) -> None:
        posted = await ledger.grant(
            member_id=1, points=5, reason="sorry", reference="g", actor="ops", now=now
        )
        assert (posted.movement, posted.channel) == ("grant", "ops")
