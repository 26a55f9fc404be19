"""What machines call things, as a person reads it."""

import pytest

from app.web import languages
from app.web.ops.subjects import Subject, subject


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("redemption:7", Subject("Redemption 7", "/ops/redemptions/7")),
        ("statement:1:12", Subject("Statement 1 · 12", "/ops/settlement/statements/1")),
        ("margin:fulu:topup-50", Subject("Margin fulu · topup-50")),
        ("deployment:2026-11-22T10:00:00", Subject("The whole mall 2026-11-22T10:00:00")),
        ("ledger: held adds up", Subject("ledger: held adds up")),
        ("", Subject("")),
    ],
)
def test_a_thing_has_a_name_and_a_page(written: str, seen: Subject) -> None:
    languages.use("en")
    assert subject(written) == seen
