"""Phone numbers name their country, or are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers.phones import e164


class TestE164:
    @pytest.mark.parametrize(
        ("account", "number"),
        [
            ("13800138000", "+8613800138000"),
            ("138 0013-8000", "+8613800138000"),
            ("+8613800138000", "+8613800138000"),
            ("008613800138000", "+8613800138000"),
            ("+65 9512 3100", "+6595123100"),
            ("+1 (415) 555.0100", "+14155550100"),
            ("95123100", None),
            ("8613800138000", None),
            ("12800138000", None),
            ("+0123456789", None),
            ("+1234567890123456", None),
            ("+86١٣٨٠٠١٣٨٠٠٠", None),
            ("+65951231x0", None),
            ("", None),
        ],
    )
    def test_names_the_country_or_nothing(self, account: str, number: str | None) -> None:
        assert e164(account) == number

    @given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
    def test_keeps_what_is_right(self, number: str) -> None:
        assert e164(number) == number

    @given(st.text(max_size=20))
    def test_never_gives_anything_else(self, account: str) -> None:
        number = e164(account)
        assert number is None or (number[0] == "+" and number[1:].isdecimal())
