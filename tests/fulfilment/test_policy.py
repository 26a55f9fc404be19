"""Who is asked next, and when it is asked again: pure decisions."""

from datetime import UTC, datetime, timedelta

import pytest

from app.fulfilment.policy import (
    Candidate,
    Failure,
    Route,
    Tried,
    aftermath,
    choose,
    is_gone,
    next_query,
)

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
MAIN, BACKUP = Candidate("main", True), Candidate("backup", True)


def tried(supplier: str, failure: Failure, seconds_ago: int = 1) -> Tried:
    return Tried(supplier, failure, NOW - timedelta(seconds=seconds_ago))


class TestChoose:
    @pytest.mark.parametrize(
        ("failures", "route"),
        [
            ([], Route(supplier="main")),
            ([tried("main", Failure.REJECTED)], Route(supplier="backup")),
            ([tried("main", Failure.NOT_SENT)], Route(supplier="backup")),
            ([tried("main", Failure.REJECTED), tried("backup", Failure.REJECTED)], Route()),
            ([tried("main", Failure.FINAL)], Route()),
            (
                [tried("main", Failure.NOT_SENT), tried("backup", Failure.REJECTED)],
                Route(wait_until=NOW + timedelta(seconds=29)),
            ),
            (
                [tried("main", Failure.NOT_SENT, 31), tried("backup", Failure.REJECTED)],
                Route(supplier="main"),
            ),
            (
                [tried("main", Failure.NOT_SENT)] * 3 + [tried("backup", Failure.REJECTED)],
                Route(),
            ),
        ],
    )
    def test_asks_by_priority_and_gives_up_only_on_definite_answers(
        self, failures: list[Tried], route: Route
    ) -> None:
        assert choose([MAIN, BACKUP], failures, now=NOW) == route

    def test_waits_for_a_disarmed_supplier(self) -> None:
        route = choose([Candidate("main", False)], [], now=NOW)
        assert route == Route(wait_until=NOW + timedelta(seconds=60))

    def test_gives_up_when_nobody_sells_it(self) -> None:
        assert choose([], [], now=NOW) == Route()


class TestNextQuery:
    @pytest.mark.parametrize(
        ("queries", "seconds"), [(0, 60), (1, 60), (2, 120), (4, 480), (5, 600), (40, 600)]
    )
    def test_keeps_the_gates_and_doubles_to_ten_minutes(
        self, queries: int, seconds: int
    ) -> None:
        due = next_query(sent_at=NOW, queries=queries, first_after=60, interval=60, now=NOW)
        assert due == NOW + timedelta(seconds=seconds)


class TestIsGone:
    @pytest.mark.parametrize(
        ("misses", "age", "gone"), [(1, 601, False), (2, 599, False), (2, 600, True)]
    )
    def test_needs_two_misses_and_the_grace(self, misses: int, age: int, gone: bool) -> None:
        sent_at = NOW - timedelta(seconds=age)
        assert is_gone(misses=misses, sent_at=sent_at, grace_seconds=600, now=NOW) is gone


class TestAftermath:
    def test_ends_after_nine_days(self) -> None:
        assert aftermath(sent_at=NOW - timedelta(days=8), now=NOW) is not None
        assert aftermath(sent_at=NOW - timedelta(days=10), now=NOW) is None
