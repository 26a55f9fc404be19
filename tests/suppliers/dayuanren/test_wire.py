"""大猿人's signature and prices, byte by byte."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers.dayuanren import wire

from ..dayuanren_server import KEY, md5_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


class TestSign:
    def test_matches_the_golden_vector(self) -> None:
        fields = {
            "userid": "10001",
            "out_trade_num": "M20260101000001",
            "product_id": "68",
            "mobile": "13800138000",
            "notify_url": "https://mall.example/hooks/dyr",
        }
        assert wire.sign(fields, "demo-key") == "7705D2EFA33A85BC1EE816933B146CD5"

    @given(st.dictionaries(TEXT, TEXT))
    def test_agrees_with_another_hand(self, fields: dict[str, str]) -> None:
        assert wire.sign(fields, KEY) == md5_of(fields)


class TestPlain:
    @pytest.mark.parametrize(
        ("yuan", "text"), [("100.00", "100"), ("94.80", "94.8"), ("0.05", "0.05"), ("10", "10")]
    )
    def test_writes_yuan_as_their_pages_do(self, yuan: str, text: str) -> None:
        assert wire.plain(Decimal(yuan)) == text
