"""The header and the PIN, byte by byte."""

from suppliers.dtone import wire


def test_the_header_is_basic() -> None:
    # The example of RFC 7617, section 2.
    assert wire.basic("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="


def test_a_pin_is_not_printed() -> None:
    assert "1234" not in repr(wire.Pin("1234"))
