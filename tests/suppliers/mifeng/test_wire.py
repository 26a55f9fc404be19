"""Mifeng's signature, byte by byte."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from suppliers.mifeng import wire

from ..mifeng_server import SECRET, md5_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


class TestSign:
    def test_matches_the_golden_vector(self) -> None:
        fields = {
            "third_id": "M20260101000001",
            "miniunit_id": "10086",
            "call_back_url": "https://mall.example/hooks/mifeng",
        }
        body = wire.request(
            fields,
            app_key="demo",
            secret="demo-secret",
            now=datetime(2026, 1, 1, tzinfo=UTC),
        )
        assert json.loads(body)["sign"] == "448eac9306ad5ba1f73e314506a9c28e"

    @given(st.dictionaries(TEXT, TEXT))
    def test_agrees_with_another_hand(self, fields: dict[str, str]) -> None:
        assert wire.sign(fields, SECRET) == md5_of(fields)

    def test_an_empty_value_counts_and_datas_does_not(self) -> None:
        base = wire.sign({"a": "1"}, SECRET)
        assert wire.sign({"a": "1", "b": ""}, SECRET) != base
        assert wire.sign({"a": "1", "datas": "x", "sign": "y"}, SECRET) == base


def test_a_card_is_not_printed() -> None:
    assert "SECRET" not in repr(wire.WireCard("SECRET", "SECRET"))
