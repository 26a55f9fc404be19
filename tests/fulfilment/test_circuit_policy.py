"""When a circuit opens, lets one through, and closes: pure decisions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fulfilment.policy import CLOSED, Circuit, Evidence, evidence, note, opens_by_rate
from app.fulfilment.schemas import CircuitState
from suppliers import (
    Accepted,
    Delivered,
    Missing,
    NotSubmitted,
    Outcome,
    Partial,
    Rejected,
    Reversed,
    Unknown,
)

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def at(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def after(*seen: Evidence, circuit: Circuit = CLOSED, start: int = 0) -> Circuit:
    """Take evidence of submissions a second apart."""
    for number, one in enumerate(seen, start):
        circuit = note(circuit, one, sent_at=at(number), now=at(number), is_rate_bad=False)
    return circuit


F, H, N = Evidence.FAULT, Evidence.HEALTH, Evidence.NOTHING
R = Evidence.REFUSAL


class TestNote:
    def test_three_faults_in_a_row_open_it_for_a_minute(self) -> None:
        assert after(F, F).state is CircuitState.CLOSED
        opened = after(F, F, F)
        assert (opened.state, opened.retry_at) == (CircuitState.OPEN, at(62))

    def test_health_between_begins_the_count_anew(self) -> None:
        assert after(F, F, H, F, F).state is CircuitState.CLOSED

    def test_unknown_neither_opens_nor_closes(self) -> None:
        assert after(N, N, N, N) == CLOSED
        assert after(F, N, F, N, F).state is CircuitState.OPEN

    def test_a_fault_of_the_probe_doubles_the_pause_to_a_quarter_of_an_hour(self) -> None:
        circuit, pauses = after(F, F, F), []
        for number in range(6):
            probing = Circuit(
                state=CircuitState.HALF_OPEN, faults=circuit.faults, opened=circuit.opened,
                retry_at=at(10**5), evidence_at=circuit.evidence_at,
            )  # fmt: skip
            sent = 1_000 * (number + 1)
            circuit = note(probing, F, sent_at=at(sent), now=at(sent), is_rate_bad=False)
            assert circuit.retry_at is not None
            pauses.append((circuit.retry_at - at(sent)).total_seconds())
        assert pauses == [120, 240, 480, 900, 900, 900]

    def test_health_closes_it_and_forgets(self) -> None:
        assert after(H, circuit=after(F, F, R), start=3) == Circuit(evidence_at=at(3))

    def test_faults_from_before_a_success_are_not_in_a_row(self) -> None:
        """Their news came late: they were sent before what went well."""
        closed = after(H, circuit=after(F, F, F), start=3)
        assert after(F, F, F, circuit=closed, start=0) == closed

    def test_old_news_change_nothing(self) -> None:
        opened = after(F, F, F)
        for seen in (H, F):
            told = note(opened, seen, sent_at=at(1), now=at(500), is_rate_bad=True)
            assert told == opened

    def test_a_bad_rate_opens_it_at_once(self) -> None:
        circuit = note(CLOSED, F, sent_at=NOW, now=NOW, is_rate_bad=True)
        assert circuit.state is CircuitState.OPEN

    @given(st.lists(st.sampled_from([H, N]), max_size=30))
    def test_only_faults_ever_open_it(self, seen: list[Evidence]) -> None:
        assert after(*seen).state is CircuitState.CLOSED


class TestRate:
    @pytest.mark.parametrize(
        ("attempts", "faults", "expected"),
        [(19, 19, False), (20, 9, False), (20, 10, True), (200, 99, False)],
    )
    def test_needs_twenty_and_a_half(self, attempts: int, faults: int, expected: bool) -> None:
        assert opens_by_rate(attempts=attempts, faults=faults) is expected


class TestEvidence:
    @pytest.mark.parametrize(
        ("outcome", "expected"),
        [
            (NotSubmitted("refused"), F),
            (NotSubmitted("its turn came too late", is_unreachable=False), N),
            (Rejected("10002", "sign", is_our_fault=True), R),
            (Rejected("10014", "no such account", is_retryable_elsewhere=False), H),
            (Rejected("3001", "not for sale"), H),
            (Unknown("timeout"), N),
            (Missing(), N),
            (Accepted("1"), H),
            (Delivered("1"), H),
            (Partial("1"), H),
            (Reversed("1"), H),
        ],
    )
    def test_tells_the_supplier_from_the_order(
        self, outcome: Outcome, expected: Evidence
    ) -> None:
        assert evidence(outcome)[0] is expected
