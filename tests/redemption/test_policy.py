"""The share that points may pay (R15), accounts and the state map: pure decisions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.errors import InvalidInput
from app.redemption import AccountInvalid, PointsShareTooHigh, State
from app.redemption.policy import (
    TRANSITIONS,
    checked_account,
    checked_quantity,
    most_points,
    sources,
    split,
)


class TestMostPoints:
    @pytest.mark.parametrize(
        ("value_fen", "most"),
        [(9_999, 0), (10_000, 500), (29_999, 1_499), (30_000, 2_400), (39_900, 3_192)],
    )
    def test_bounds_are_inclusive_and_round_down(self, value_fen: int, most: int) -> None:
        assert most_points(value_fen) == most


class TestSplit:
    @given(st.integers(1, 10**9), st.integers(0, 10**9))
    def test_both_legs_are_worth_the_whole(self, value_fen: int, available: int) -> None:
        points, cash_fen = split(value_fen, chosen=None, available=available)
        assert points * 10 + cash_fen == value_fen
        assert 0 <= points <= available
        assert cash_fen >= 0

    def test_more_than_the_share_is_refused(self) -> None:
        with pytest.raises(PointsShareTooHigh) as refused:
            split(39_900, chosen=3_193, available=10_000)
        assert refused.value.facts == {"most": 3_192}

    def test_a_negative_choice_is_refused(self) -> None:
        with pytest.raises(InvalidInput):
            split(39_900, chosen=-1, available=10_000)


class TestCheckedAccount:
    @pytest.mark.parametrize(
        ("account", "kind", "bare"),
        [
            (" 138 0000-0001 ", "phone", "13800000001"),
            ("+8613800000001", "phone", "13800000001"),
            ("a@b.co", "email", "a@b.co"),
            ("player_7", "account", "player_7"),
            ("anything", "none", None),
        ],
    )
    def test_returns_what_will_be_recharged(
        self, account: str, kind: str, bare: str | None
    ) -> None:
        assert checked_account(account, kind) == bare

    @pytest.mark.parametrize(
        ("account", "kind"),
        [
            (None, "phone"), ("", "phone"), ("12345678901", "phone"), ("1380000000", "phone"),
            ("138０0000001", "phone"), ("a@b", "email"), ("x", "account"),
            ("a b c", "account"), ("a" * 65, "account"), ("smile😀", "account"),
            ("a\nb", "account"), ("a\x00@b.co", "email"), ("a@b\x00.co", "email"),
            ("a\x7f@b.co", "email"), ("a@b\x85c.co", "email"), ("a\x1b@b.co", "email"),
        ],
    )  # fmt: skip
    def test_refuses_what_no_supplier_takes(self, account: str | None, kind: str) -> None:
        with pytest.raises(AccountInvalid):
            checked_account(account, kind)


class TestCheckedQuantity:
    @pytest.mark.parametrize("quantity", [0, -1, 6, 10**12])
    def test_stays_within_the_products_limit(self, quantity: int) -> None:
        with pytest.raises(InvalidInput):
            checked_quantity(quantity, most=5)


class TestTransitions:
    def test_every_state_has_its_ways(self) -> None:
        assert set(TRANSITIONS) == set(State)

    def test_ends_are_ends(self) -> None:
        assert TRANSITIONS[State.REFUNDED] == TRANSITIONS[State.CANCELLED] == frozenset()

    def test_nothing_is_delivered_after_it_was_given_back(self) -> None:
        assert set(sources(State.DELIVERED)) == {"placed", "delivering", "attention"}
