"""When a supplier is asked again, and what silence proves: pure decisions."""

from datetime import UTC, datetime, timedelta

import pytest

from app.fulfilment.policy import aftermath, is_gone, next_query

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


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
