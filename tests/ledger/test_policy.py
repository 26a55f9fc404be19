"""Decisions about points, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit import db
from app.ledger import InsufficientPoints, LotView, Movement, policy

AT = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)

some_lots = st.lists(
    st.builds(
        LotView,
        id=st.integers(1, 10**6),
        points_left=st.integers(0, 500),
        expires_at=st.integers(-3, 9).map(lambda days: AT + timedelta(days=days)),
    ),
    max_size=12,
    unique_by=lambda lot: lot.id,
)


def alive(lots: list[LotView]) -> list[LotView]:
    return [lot for lot in lots if lot.expires_at > AT]


class TestTake:
    @given(some_lots, st.integers(1, 3000))
    def test_gives_exactly_what_is_asked_or_refuses(
        self, lots: list[LotView], points: int
    ) -> None:
        there = sum(lot.points_left for lot in alive(lots))
        if points > there:
            with pytest.raises(InsufficientPoints) as refused:
                policy.take(points, lots, at=AT)
            assert refused.value.facts == {"need": points, "available": there}
        else:
            assert sum(each.points for each in policy.take(points, lots, at=AT)) == points

    @given(some_lots, st.integers(1, 3000))
    def test_empties_each_lot_before_a_later_one(
        self, lots: list[LotView], points: int
    ) -> None:
        order = sorted(alive(lots), key=lambda lot: (lot.expires_at, lot.id))
        usable = [lot for lot in order if lot.points_left]
        if points > sum(lot.points_left for lot in usable):
            return
        slices = policy.take(points, lots, at=AT)
        chosen = usable[: len(slices)]
        assert [each.lot_id for each in slices] == [lot.id for lot in chosen]
        assert [each.points for each in slices[:-1]] == [lot.points_left for lot in chosen[:-1]]
        assert 0 < slices[-1].points <= chosen[-1].points_left


class TestTwoYearsLater:
    @pytest.mark.parametrize(
        ("earned_at", "zone", "until"),
        [
            # Shanghai has passed midnight when London has not.
            ("2026-11-20T16:30:00+00:00", "Asia/Shanghai", "2028-11-21T15:59:59.999999+00:00"),
            ("2026-11-20T15:30:00+00:00", "Asia/Shanghai", "2028-11-20T15:59:59.999999+00:00"),
            ("2026-11-20T16:30:00+00:00", "Europe/London", "2028-11-20T23:59:59.999999+00:00"),
            # The day of the return is in summer time, the day of earning is not, and back.
            ("2026-03-27T12:00:00+00:00", "Europe/London", "2028-03-27T22:59:59.999999+00:00"),
            # The clock goes back on that very day: it has 25 hours.
            ("2026-10-29T12:00:00+00:00", "Europe/London", "2028-10-29T23:59:59.999999+00:00"),
            # Midnight itself does not exist: Santiago leaps from 24:00 to 01:00.
            ("2024-09-05T12:00:00+00:00", "America/Santiago", "2026-09-06T03:59:59.999999Z"),
            # A leap day has no second anniversary.
            ("2028-02-29T04:00:00+00:00", "Asia/Shanghai", "2030-02-28T15:59:59.999999+00:00"),
        ],
    )  # fmt: skip
    def test_is_the_end_of_that_day(self, earned_at: str, zone: str, until: str) -> None:
        earned = datetime.fromisoformat(earned_at)
        assert policy.two_years_later(earned, zone=zone) == datetime.fromisoformat(until)


class TestReturnedUntil:
    def test_is_thirty_days_of_seconds(self) -> None:
        assert policy.returned_until(AT, at=AT) - AT == timedelta(seconds=2_592_000)


class TestRoutes:
    async def test_are_the_same_in_the_database(self, database: None) -> None:
        for movement in Movement:
            row = await db.fetch_one("SELECT ledger_route($1) AS route", movement)
            assert row is not None
            assert tuple(row["route"]) == policy.ROUTES[movement]

    async def test_are_the_only_ones(self, database: None) -> None:
        row = await db.fetch_one("SELECT ledger_route('gift') AS route")
        assert row is not None
        assert row["route"] is None

    @pytest.mark.parametrize("movement", list(Movement))
    def test_say_what_happens_to_available(self, movement: Movement) -> None:
        gives = movement in {"earn", "grant", "release", "refund", "reinstate"}
        neither = movement in {"capture", "owe"}
        expected = 0 if neither else (7 if gives else -7)
        assert policy.signed(movement, 7) == expected
