"""Yuan and fen, exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers import money


class TestFen:
    @pytest.mark.parametrize(
        ("yuan", "fen"),
        [
            ("46.3000", 4630),
            ("0", 0),
            ("0.01", 1),
            ("46.305", None),
            ("NaN", None),
            ("Infinity", None),
            ("1E+999999", None),
            (None, None),
        ],
    )
    def test_is_exact_or_nothing(self, yuan: str | None, fen: int | None) -> None:
        assert money.fen(None if yuan is None else Decimal(yuan)) == fen

    @given(st.integers(0, 10**9))
    def test_yuan_are_written_and_read_back(self, amount_fen: int) -> None:
        assert money.read_fen(str(money.yuan(amount_fen))) == amount_fen

    @pytest.mark.parametrize("text", ["", None, "x", "1,000", "0x1", "1 yuan"])
    def test_what_is_no_number_is_no_price(self, text: str | None) -> None:
        assert money.read_fen(text) is None
