"""The month's statement of the fake supplier is its own truth, with mistakes if asked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from suppliers.fake import behaviour, statement
from suppliers.fake.behaviour import Timing
from suppliers.fake.truth import Truth
from suppliers.fake.wire import OrderRequest

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
TIMING = Timing(promise_seconds=172_800)


@pytest.fixture
def truth(tmp_path: Path) -> Truth:
    """Three deliveries and a refusal for one customer, a delivery for another."""
    kept = Truth(tmp_path / "truth.sqlite")
    for number, (account, path) in enumerate(
        [("101", "main"), ("102", "main"), ("103", "main"), ("404", "main"), ("101", "other")]
    ):
        order = OrderRequest(
            reference=f"ORDER-{number}", sku="PHONE-50", account=f"13800000{account}",
            quantity=1, face_fen=5_000, price_cap_fen=0, kind="direct",
            callback_url=f"http://127.0.0.1:9/callbacks/suppliers/{path}",
        )  # fmt: skip
        kept.place(
            order, behaviour.plan(order.account, TIMING), NOW + timedelta(seconds=number)
        )
    return kept


def lines(truth: Truth, query: bytes) -> list[list[str]]:
    file = statement.written(truth, query, NOW + timedelta(hours=1)).decode("gb18030")
    return [line.split(",") for line in file.splitlines()[1:]]


def test_it_lists_what_was_settled_for_one_customer(truth: Truth) -> None:
    told = lines(truth, b"supplier=main&month=2026-11")
    assert [(line[0], line[4], line[5]) for line in told] == [
        ("ORDER-0", "49.00", "成功"), ("ORDER-1", "49.00", "成功"),
        ("ORDER-2", "49.00", "成功"), ("ORDER-3", "0.00", "失败"),
    ]  # fmt: skip
    assert lines(truth, b"supplier=main&month=2026-10") == []


def test_it_makes_four_mistakes_if_asked(truth: Truth) -> None:
    told = lines(truth, b"supplier=main&mistakes=yes")
    assert [(line[0], line[4]) for line in told] == [
        ("ORDER-0", "50.00"), ("ORDER-2", "49.00"), ("ORDER-3", "0.00"), ("ORDER-2", "49.00"),
        ("NOBODY-ORDERED-THIS", "49.00"),
    ]  # fmt: skip
