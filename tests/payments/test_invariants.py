"""Every statement about the cash can fire, and none does after an ordinary day."""

import pytest

from app import payments
from app.kit import db
from tests.payments.stage import Stage

BREAKS = {
    "refunds are counted": "UPDATE payment SET refunded_fen = refunded_fen - 1",
    "a refund's number is the payment's": "UPDATE refund SET refund_no = 'R-another-1'",
    "captured means an instant and a number": "UPDATE payment SET remote_no = NULL",
    "an open payment is asked about": "UPDATE payment SET next_query_at = now()",
    "done means an instant": "UPDATE refund SET done_at = NULL",
}


@pytest.mark.parametrize("name", payments.INVARIANTS)
async def test_fires_when_broken(stage: Stage, name: str) -> None:
    await stage.refund(await stage.capture())
    await payments.send_refunds(now=stage.clock())
    assert await db.fetch(payments.INVARIANTS[name]) == []
    await db.fetch(BREAKS[name])
    assert len(await db.fetch(payments.INVARIANTS[name])) == 1
    await db.fetch("TRUNCATE payment, refund")
