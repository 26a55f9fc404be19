"""Who is asked next: pure decisions, by example and by property."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fulfilment.policy import (
    Candidate,
    Circuit,
    Health,
    Route,
    Tried,
    band,
    choose,
    is_below_margin,
)
from app.fulfilment.schemas import CircuitState, Failure

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
DUE = NOW + timedelta(seconds=172_800)
MAIN, BACKUP = Candidate(name="main", priority=1), Candidate(name="backup", priority=2)


def later(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def tried(supplier: str, failure: Failure, seconds_ago: int = 1) -> Tried:
    return Tried(supplier, failure, later(-seconds_ago))


def route(
    candidates: list[Candidate], failures: list[Tried] | None = None, *,
    since: datetime = NOW, due_at: datetime = DUE,
) -> Route:  # fmt: skip
    return choose(candidates, failures or [], now=NOW, since=since, due_at=due_at)


def opened(retry_in: int, state: CircuitState = CircuitState.OPEN) -> Circuit:
    return Circuit(state=state, faults=3, opened=1, retry_at=later(retry_in), evidence_at=NOW)


class TestChoose:
    @pytest.mark.parametrize(
        ("failures", "expected"),
        [
            ([], Route(supplier="main")),
            ([tried("main", Failure.REJECTED)], Route(supplier="backup")),
            ([tried("main", Failure.NOT_SENT)], Route(supplier="backup")),
            ([tried("main", Failure.REJECTED), tried("backup", Failure.REJECTED)], Route()),
            ([tried("main", Failure.FINAL)], Route()),
            (
                [tried("main", Failure.NOT_SENT), tried("backup", Failure.REJECTED)],
                Route(wait_until=later(29)),
            ),
            (
                [tried("main", Failure.NOT_SENT, 31), tried("backup", Failure.REJECTED)],
                Route(supplier="main"),
            ),
            (
                [tried("main", Failure.NOT_SENT)] * 3 + [tried("backup", Failure.REJECTED)],
                Route(),
            ),
            (
                [tried("main", Failure.TOO_LATE)] * 9 + [tried("backup", Failure.REJECTED)],
                Route(wait_until=later(29)),
            ),
        ],
    )
    def test_asks_by_priority_and_gives_up_only_on_definite_answers(
        self, failures: list[Tried], expected: Route
    ) -> None:
        assert route([BACKUP, MAIN], failures) == expected

    def test_waits_for_a_disarmed_supplier(self) -> None:
        assert route([Candidate(name="main", is_armed=False)]) == Route(wait_until=later(60))

    def test_gives_up_when_nobody_sells_it(self) -> None:
        assert route([]) == Route()

    def test_among_equals_the_healthier_goes_first_then_the_cheaper(self) -> None:
        dear, sick = (
            Candidate(name="a-dear", cost_fen=90),
            Candidate(name="a-sick", cost_fen=10, band=(2, 0)),
        )
        cheap = Candidate(name="z-cheap", cost_fen=80)
        assert route([dear, sick, cheap]).supplier == "z-cheap"
        assert route([dear, sick]).supplier == "a-dear"


class TestOpenCircuits:
    def test_are_passed_over_while_another_sells_it(self) -> None:
        assert route([with_circuit(MAIN, opened(50)), BACKUP]).supplier == "backup"

    def test_are_waited_for_and_never_given_up_on(self) -> None:
        down = [with_circuit(MAIN, opened(50)), with_circuit(BACKUP, opened(20))]
        assert route(down) == Route(wait_until=later(20))

    def test_are_tried_in_their_turn_once_the_pause_is_over(self) -> None:
        assert route([with_circuit(MAIN, opened(0)), BACKUP]).supplier == "main"

    def test_let_no_second_one_through_beside_the_probe(self) -> None:
        probing = opened(200, CircuitState.HALF_OPEN)
        assert route([with_circuit(MAIN, probing)]) == Route(wait_until=later(200))

    def test_are_tried_all_the_same_when_the_promise_comes_near(self) -> None:
        down = [with_circuit(MAIN, opened(500))]
        assert route(down, due_at=later(3_600)).supplier == "main"
        assert route(down, due_at=later(3_601)).supplier is None


def with_circuit(candidate: Candidate, circuit: Circuit) -> Candidate:
    return msgspec.structs.replace(candidate, circuit=circuit)


class TestMargin:
    LOSS = Candidate(name="loss", priority=0, is_below_margin=True)

    def test_is_given_up_only_for_the_sake_of_the_promise(self) -> None:
        assert route([self.LOSS, MAIN]).supplier == "main"
        assert route([self.LOSS]).supplier == "loss"
        assert route([self.LOSS, MAIN], [tried("main", Failure.REJECTED)]).supplier == "loss"

    def test_is_waited_for_an_hour(self) -> None:
        down = [self.LOSS, with_circuit(MAIN, opened(5_000))]
        assert route(down) == Route(wait_until=later(3_600))
        assert route(down, since=later(-3_600)).supplier == "loss"

    @pytest.mark.parametrize(
        ("cost", "floor", "expected"),
        [(1_000, 0, False), (1_001, 0, True), (900, 1_000, False), (901, 1_000, True)],
    )
    def test_counts_what_is_left_of_what_the_member_gave(
        self, cost: int, floor: int, expected: bool
    ) -> None:
        said = is_below_margin(revenue_fen=1_000, cost_fen=cost, floor_bps=floor)
        assert said is expected


class TestBand:
    @pytest.mark.parametrize(
        ("health", "expected"),
        [
            (Health(), (0, 0)),
            (Health(settled=9, success_bps=0, p95_seconds=9_999), (0, 0)),
            (Health(settled=10, success_bps=9_500, p95_seconds=60), (0, 0)),
            (Health(settled=10, success_bps=9_499, p95_seconds=61), (1, 1)),
            (Health(settled=10, success_bps=7_999, p95_seconds=601), (2, 2)),
            (Health(settled=10, success_bps=0, p95_seconds=None), (2, 0)),
        ],
    )
    def test_needs_ten_to_judge(self, health: Health, expected: tuple[int, int]) -> None:
        assert band(health) == expected


names = st.sampled_from(["a", "b", "c", "d"])
circuits = st.one_of(
    st.just(Circuit()),
    st.builds(
        opened,
        st.integers(-100, 900),
        st.sampled_from([CircuitState.OPEN, CircuitState.HALF_OPEN]),
    ),
)
sellers = st.lists(
    st.builds(
        Candidate, name=names, is_armed=st.booleans(), priority=st.integers(0, 2),
        circuit=circuits, band=st.tuples(st.integers(0, 2), st.integers(0, 2)),
        cost_fen=st.integers(0, 3), is_below_margin=st.booleans(),
    ),
    unique_by=lambda one: one.name,
)  # fmt: skip
pasts = st.lists(
    st.builds(tried, names, st.sampled_from(Failure), st.integers(0, 900)), max_size=8
)
dues = st.integers(1, 172_800)


class TestAlways:
    @given(sellers, pasts, dues)
    def test_nobody_is_asked_who_may_not_be(
        self, candidates: list[Candidate], past: list[Tried], due: int
    ) -> None:
        chosen = route(candidates, past, due_at=later(due)).supplier
        if chosen is None:
            return
        one = {each.name: each for each in candidates}[chosen]
        mine = [each.failure for each in past if each.supplier == chosen]
        is_open = one.circuit.retry_at is not None and one.circuit.retry_at > NOW
        assert one.is_armed
        assert not is_open or due <= 3_600
        assert set(mine) <= {Failure.NOT_SENT, Failure.TOO_LATE}
        assert mine.count(Failure.NOT_SENT) < 3
        assert all(each.failure is not Failure.FINAL for each in past)

    @given(sellers, pasts, dues, st.randoms(use_true_random=False))
    def test_the_order_of_what_is_known_changes_nothing(
        self, candidates: list[Candidate], past: list[Tried], due: int, dice: object
    ) -> None:
        first = route(candidates, past, due_at=later(due))
        dice.shuffle(candidates)  # type: ignore[attr-defined]  # A random.Random.
        dice.shuffle(past)  # type: ignore[attr-defined]  # Likewise.
        assert route(candidates, past, due_at=later(due)) == first

    @given(sellers, pasts)
    def test_giving_up_needs_a_definite_failure_of_each(
        self, candidates: list[Candidate], past: list[Tried]
    ) -> None:
        if route(candidates, past) != Route():
            return
        failed = {each.supplier for each in past}
        is_final = any(each.failure is Failure.FINAL for each in past)
        assert is_final or {each.name for each in candidates} <= failed

    @given(sellers, pasts, dues)
    def test_a_wait_ends_in_the_future(
        self, candidates: list[Candidate], past: list[Tried], due: int
    ) -> None:
        until = route(candidates, past, due_at=later(due)).wait_until
        assert until is None or until > NOW

    @given(sellers)
    def test_no_loss_is_made_while_another_is_ready(self, candidates: list[Candidate]) -> None:
        chosen = route(candidates).supplier
        is_ready = [
            each.name
            for each in candidates
            if each.is_armed and not each.is_below_margin
            and (each.circuit.retry_at is None or each.circuit.retry_at <= NOW)
        ]  # fmt: skip
        assert not is_ready or chosen in is_ready
