"""A name shows something, and leaves the words around it as they stand."""

import pytest

from app.kit.names import is_readable

JOINED = [
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",  # A family.
    "\U0001f469\U0001f3fd\u200d\U0001f680",  # An astronaut with a tone of skin.
    "\u2764\ufe0f\u200d\U0001f525",  # A heart on fire, its first sign varied.
]


@pytest.mark.parametrize(
    "name",
    [
        "Anna", "王小明", "Zoë", "Zoe\u0308", "O’Brien-Łukasz 3", "—", "☂\ufe0f", "𠮷野",
        "नीता", "ก็", "（月桂）", *JOINED,
    ],
)  # fmt: skip
def test_reads_names_of_many_kinds(name: str) -> None:
    assert is_readable(name)


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "\u3000", "\u0301\u0301", "\ufe0f", "\u200b", "\u202eanna", "an\u2066na",
        "a\u2028b", "a\u2029b", "a\uffff", "\ufdd0", "\U0001ffff", "a\u200db", "☂\u200d",
        "\u200d☂", "a\u00adb", "\ufeffanna", "a\x00b", "a\nb", "a\x85b", "\U000e0041", "\ud800",
    ],
)  # fmt: skip
def test_reads_nothing_that_hides_or_misleads(name: str) -> None:
    assert not is_readable(name)
