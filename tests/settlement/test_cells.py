"""One cell: money to the fen, instants in the mall's zone, and nothing by guess."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settlement import inert
from app.settlement.policy import cells

SHANGHAI = ZoneInfo("Asia/Shanghai")


@given(st.integers(min_value=0, max_value=cells.MOST_FEN), st.booleans(), st.booleans())
def test_what_is_written_in_yuan_is_read_to_the_fen(
    fen: int, has_commas: bool, has_sign: bool
) -> None:
    whole = f"{fen // 100:,}" if has_commas else str(fen // 100)
    written = f"{'¥' if has_sign else ''}{whole}.{fen % 100:02d}"
    assert cells.fen(written) == fen
    assert cells.fen(f"{written}000") == fen
    assert cells.fen(f"-{written}") == fen
    assert cells.is_negative(f"-{written}")
    assert not cells.is_negative(written)


@given(st.text(alphabet="0123456789.,-+eE¥ 　元nNaAiIfF_٣３", max_size=14))
def test_what_is_no_price_is_not_read_as_one(written: str) -> None:
    found = cells.fen(written)
    if found is not None:
        plain = re.sub(r"[^\d.]", "", cells.text(written))
        assert plain.isascii()
        assert Decimal(plain) * 100 == found


@pytest.mark.parametrize(
    "written", ["", "12.345", "1e3", "NaN", "Infinity", "1,23", "12.3.4", "٣", "３", "1_0",
                "--1", "12元5", "10000000000000"],
)  # fmt: skip
def test_these_are_no_prices(written: str) -> None:
    assert cells.fen(written) is None


@pytest.mark.parametrize(
    ("written", "fen"),
    [("49.2", 4_920), ("49.20", 4_920), ("49.200", 4_920), ("1,234.5", 123_450), ("¥9", 900),
     ("9.80元", 980), ("\t12.00", 1_200), ('="12.00"', 1_200), ("'12", 1_200), ("0", 0)],
)  # fmt: skip
def test_these_are(written: str, fen: int) -> None:
    assert cells.fen(written) == fen


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-10-31 23:59:59", datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC)),
        ("2026/1/5 8:03", datetime(2026, 1, 5, 0, 3, tzinfo=UTC)),
        ("2026年10月1日", datetime(2026, 9, 30, 16, tzinfo=UTC)),
        ("20261031235959", datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC)),
        ("2026-10-31T23:59:59Z", datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)),
        ("2026-10-31T23:59:59.250+05:30", datetime(2026, 10, 31, 18, 29, 59, tzinfo=UTC)),
        ("2026-02-30", None),
        ("2026-10-31 24:00:00", None),
        ("1926-10-31", None),
        ("2026-10-31T00:00:00+99:99", None),
        ("yesterday", None),
    ],
)
def test_an_instant_is_read_in_the_malls_zone(written: str, at: datetime | None) -> None:
    assert cells.instant(written, zone=SHANGHAI) == at


@given(st.text(max_size=20))
def test_no_cell_is_a_formula(written: str) -> None:
    assert not inert(written).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert inert(written).removeprefix("'") == written.removeprefix("'")
