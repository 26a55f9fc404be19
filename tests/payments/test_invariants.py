"""Every statement about the cash can fire, and none does after an ordinary day."""

import pytest

from app import payments
from app.kit import db
from tests.invariants import broken
from tests.payments.stage import Stage

NOTICE = """
INSERT INTO payment_notice (provider, event_key, headers, body, is_genuine, received_at, due_at)
SELECT 'fake', 'key', '{}', '', true, created_at, created_at - interval '1 hour'
  FROM payment LIMIT 1;"""

BREAKS = {
    "refunds are counted": "UPDATE payment SET refunded_fen = refunded_fen - 1",
    "a refund's number is the payment's": "UPDATE refund SET refund_no = 'R-another-1'",
    "captured means an instant and a number": "UPDATE payment SET remote_no = NULL",
    "an open payment is asked about": "UPDATE payment SET next_query_at = now()",
    "done means an instant": "UPDATE refund SET done_at = NULL",
    "a notice is kept once": "ALTER TABLE payment_notice DROP CONSTRAINT payment_notice_once;"
    + NOTICE * 2,
    "a notice is looked at within fifteen minutes": NOTICE,
    "a refund is sent within fifteen minutes": "UPDATE refund SET state = 'processing',"
    " done_at = NULL, due_at = due_at - interval '1 hour'",
    "a refund without an end is told of after a day": "UPDATE refund SET state = 'requested',"
    " done_at = NULL, due_at = requested_at, requested_at = requested_at - interval '27 hours'",
    "only a stuck refund is sent by hand or settled so": "UPDATE refund SET may_send = true",
    "a payment is asked about within fifteen minutes": "UPDATE payment SET state = 'open',"
    " next_query_at = created_at - interval '1 hour'",
}


class Undo(Exception):
    """Ends a transaction that must leave nothing behind."""


@pytest.mark.parametrize("name", payments.INVARIANTS)
async def test_fires_when_broken(stage: Stage, name: str) -> None:
    await stage.refund(await stage.capture())
    await payments.send_refunds(now=stage.clock())
    assert f"payments: {name}" not in await broken(now=stage.clock())
    with pytest.raises(Undo):
        async with db.transaction():
            for statement in BREAKS[name].split(";"):
                await db.fetch(statement)
            assert len((await broken(now=stage.clock()))[f"payments: {name}"]) == 1
            raise Undo
