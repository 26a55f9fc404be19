"""Callbacks are read as the PHP of the other side would read them, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers import CallbackRejected
from suppliers.notices import bounded, event_key, ours, read_form, read_object


class TestOurs:
    @pytest.mark.parametrize("text", ["", "M1\n", "M\x001", "单号", "M" * 65, "\ud800"])
    def test_refuses_what_is_no_number_of_ours(self, text: str) -> None:
        with pytest.raises(CallbackRejected):
            ours(text)

    def test_keeps_a_number(self) -> None:
        assert ours("01KADYZ7WJ3QK8") == "01KADYZ7WJ3QK8"


class TestReadForm:
    def test_reads_arrays_as_one_word_and_the_last_of_two(self) -> None:
        raw = b"a=1&a=2&b=&c[0][x]=1&c[0][y]=2&d=%E6%9C%88+%26"
        assert read_form(raw) == {"a": "2", "b": "", "c": "Array", "d": "月 &"}

    @pytest.mark.parametrize(
        "raw", [b"\xff", b"a=%ff", b"a=1&" * 300, b"a=1&b=" + b"x" * 70_000]
    )
    def test_refuses_what_is_no_form_or_too_much(self, raw: bytes) -> None:
        with pytest.raises(CallbackRejected):
            read_form(raw)


class TestReadObject:
    def test_reads_numbers_as_they_are_written(self) -> None:
        raw = b'{"a":46.3000,"b":[{"x":1}],"c":{},"d":null,"e":true,"f":false,"g":"\\u6708"}'
        assert read_object(raw) == {
            "a": "46.3000",
            "b": "Array",
            "c": "Array",
            "d": "",
            "e": "1",
            "f": "",
            "g": "月",
        }

    @pytest.mark.parametrize(
        "raw", [b"", b"[]", b'{"a":"\\ud800"}', b'{"a":1}' + b" " * 70_000, b'{"a":"\xff"}']
    )
    def test_refuses_what_is_no_object_or_too_much(self, raw: bytes) -> None:
        with pytest.raises(CallbackRejected):
            read_object(raw)

    @given(st.binary(max_size=100))
    def test_never_breaks(self, raw: bytes) -> None:
        for read in (read_object, read_form):
            try:
                fields = read(raw)
            except CallbackRejected:
                continue
            "".join(fields.values()).encode()


def test_an_event_is_its_bytes() -> None:
    assert event_key(b"a") == event_key(b"a") != event_key(b"a ")
    assert bounded(b"a") == b"a"
