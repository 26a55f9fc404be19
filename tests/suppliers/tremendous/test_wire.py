"""Tremendous' signature, its skus, and what is not printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers.tremendous import wire

from ..tremendous_server import WEBHOOK_KEY, hex_of


class TestSign:
    def test_matches_a_known_vector(self) -> None:
        # RFC 4231, test case 2.
        digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        signed = wire.sign(b"what do ya want for nothing?", "Jefe")
        assert signed == f"sha256={digest}"

    @given(st.binary())
    def test_agrees_with_another_hand(self, raw: bytes) -> None:
        assert wire.sign(raw, WEBHOOK_KEY) == hex_of(raw)

    @pytest.mark.parametrize("signature", ["", "中", "sha256=", hex_of(b"{}")[7:], "sha1=0"])
    def test_a_wrong_signature_is_not_genuine(self, signature: str) -> None:
        assert not wire.is_genuine(b"{}", signature, WEBHOOK_KEY)

    def test_one_byte_matters(self) -> None:
        assert wire.is_genuine(b"{}", hex_of(b"{}"), WEBHOOK_KEY)
        assert not wire.is_genuine(b"{} ", hex_of(b"{}"), WEBHOOK_KEY)


@pytest.mark.parametrize(
    "sku", ["", "ABCD", "ABCD:USD", "ABCD:usd:1", "ABCD:USD:-1", "A:USD:1"]
)
def test_other_skus_are_none(sku: str) -> None:
    assert wire.SKU.fullmatch(sku) is None


def test_a_link_is_not_printed() -> None:
    assert "https" not in repr(
        wire.Reward("R", wire.Delivery("LINK", "SUCCEEDED", "https://x"))
    )
