"""Signatures, times, prices and cards, byte by byte."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers.fulu import wire

from ..fulu_server import APP_SECRET, md5_of_sorted, seal

GOLDEN = wire.Request(
    app_key="demo-app-key",
    method="fulu.order.direct.add",
    timestamp="2026-01-01 08:00:00",
    biz_content='{"product_id":10000001,"customer_order_no":"M20260101000001",'
    '"charge_account":"13800138000","buy_num":1}',
)


class TestSign:
    def test_matches_the_golden_vector(self) -> None:
        sealed = wire.seal(GOLDEN, "demo-secret")
        assert sealed.sign == "d7ec5f90cf778036f34aed2815f6d30c"

    @given(st.text(st.characters(exclude_categories=["Cs"])))
    def test_agrees_with_another_hand(self, text: str) -> None:
        assert wire.sign(text, APP_SECRET) == md5_of_sorted(text)

    @pytest.mark.parametrize("signature", [None, "", "中", "0" * 32])
    def test_an_absent_or_wrong_signature_is_not_genuine(self, signature: str | None) -> None:
        assert not wire.is_genuine("text", signature, APP_SECRET)


class TestTimestamp:
    def test_is_shanghai_time(self) -> None:
        assert wire.timestamp(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01 08:00:00"


class TestDecrypt:
    @given(st.text(st.characters(exclude_categories=["Cs"])))
    def test_opens_what_they_seal(self, plain: str) -> None:
        assert wire.decrypt(seal(plain), APP_SECRET) == plain

    @pytest.mark.parametrize("sealed", ["", "中", "AAAA", seal("x")[:-4], "!" * 24])
    def test_refuses_what_they_did_not_seal(self, sealed: str) -> None:
        with pytest.raises(ValueError):
            wire.decrypt(sealed, APP_SECRET)
