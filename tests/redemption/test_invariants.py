"""Each invariant of redemptions and deliveries fires on a violation seeded in secret."""

from datetime import datetime

import pytest

from app import fulfilment, redemption
from app.fulfilment.loss_invariants import LOSSES
from app.kit import db
from tests.invariants import INVARIANTS, broken
from tests.stage import Stage

BOUGHT = """
INSERT INTO purchase (redemption_id, member_id, cash_fen, refunded_fen, points, earned_at)
VALUES (5, {member}, {cash_fen}, {refunded_fen}, 0, now())"""

UNGUARDED = """
ALTER TABLE redemption DROP CONSTRAINT redemption_promise_is_exact;
ALTER TABLE redemption DROP CONSTRAINT redemption_refunds_fit;
ALTER TABLE hold DROP CONSTRAINT hold_adds_up;
DROP INDEX attempt_one_live;
DROP INDEX stock_move_ended_once;
ALTER TABLE redemption DROP CONSTRAINT redemption_one_per_key;
ALTER TABLE supplier_callback DROP CONSTRAINT supplier_callback_once;
ALTER TABLE attempt DROP CONSTRAINT attempt_gapless"""

CALLBACK = """
INSERT INTO supplier_callback (supplier, event_key, reference, headers, body_sealed,
       received_at, applied_at, result)
SELECT supplier, 'key', reference, '{{}}', '', sent_at - interval '1 hour', now(), {why}
  FROM attempt WHERE number = 1 LIMIT 1;"""

# 1 topup-50 delivered; 2 topup-50 rejected, refunded; 3 gamecard-30 delivered and shown;
# 4 last-one placed; 5 scarf awaiting payment; 6 topup-50 half delivered, attention.
SEEDS: dict[str, str] = {
    "redemption: a hold pays for exactly its redemption":
        "UPDATE redemption SET points = points + 1 WHERE id = 1",
    "redemption: delivered means captured, but for what was given back":
        "UPDATE hold SET points_captured = 0 WHERE purpose = 'redemption:1'",
    "redemption: given back means that no point is kept":
        "UPDATE hold SET points_released = 0 WHERE purpose = 'redemption:2'",
    "redemption: owed means held":
        "UPDATE hold SET points_captured = points WHERE purpose = 'redemption:4'",
    "redemption: a cash part has one payment, of its amount":
        "UPDATE redemption SET cash_fen = cash_fen + 1 WHERE id = 5",
    "redemption: owed with a cash part means paid":
        "UPDATE redemption SET state = 'placed' WHERE id = 5",
    "redemption: refunded means that every cash leg has arrived":
        "UPDATE redemption SET state = 'refunded' WHERE id = 5",
    "redemption: cash given back is counted once":
        "UPDATE redemption SET cash_refunded_fen = 1 WHERE id = 5",
    "redemption: points given back are counted once":
        "UPDATE redemption SET points_refunded = 0 WHERE id = 2",
    "redemption: a key places one redemption":
        "UPDATE redemption SET idempotency_key = 'the same'",
    "redemption: the promise is exact":
        "UPDATE redemption SET promise_due_at = promise_due_at + interval '1 hour'",
    "redemption: the watchdog never refunds early":
        "UPDATE timeline_entry SET facts = jsonb_build_object('why', 'promise_passed')",
    "redemption: stock is reserved while owed, and ends once":
        "INSERT INTO stock_move (stock, reference, kind, quantity, moved_at)"
        " SELECT stock, reference, 'commit', 1, moved_at FROM stock_move"
        " WHERE reference = 'redemption:4'",
    "redemption: cash that was kept has earned, once it came":
        "UPDATE redemption SET state = 'delivered' WHERE id = 5",
    "redemption: nothing earns before it came, or for somebody else":
        BOUGHT.format(member=1, cash_fen=1, refunded_fen=0),
    "redemption: a purchase earned what was promised, and no more":
        BOUGHT.format(member=1, cash_fen=39_900, refunded_fen=0),
    "redemption: a purchase keeps the cash that its redemption keeps":
        BOUGHT.format(member=1, cash_fen=39_900, refunded_fen=1),
    "redemption: points earned are counted once": "UPDATE redemption SET points_earned = 1",
    "redemption: every state is told in the timeline":
        "DELETE FROM timeline_entry WHERE redemption = 1",
    "redemption: no promise is unsettled fifteen minutes past its deadline":
        "UPDATE redemption SET promise_due_at = promise_due_at - interval '49 hours'",
    "redemption: nothing waits for its cash fifteen minutes past its window":
        "UPDATE redemption SET pay_by = pay_by - interval '1 hour'",
    "fulfilment: one live or successful attempt at a time":
        "UPDATE attempt SET state = 'unknown', failure = NULL WHERE state = 'failed'",
    "fulfilment: an attempt follows only a settled failure":
        "UPDATE attempt SET settled_at = NULL WHERE state = 'failed' AND number = 1",
    "fulfilment: attempts are numbered without gaps":
        "UPDATE attempt SET number = 7 WHERE number = 2",
    "fulfilment: nothing is sent before it is paid or after its promise":
        "UPDATE attempt SET sent_at = sent_at + interval '48 hours'",
    "fulfilment: nothing is sent after it was given back":
        "UPDATE timeline_entry SET at = at - interval '1 hour' WHERE kind = 'refunded'",
    "fulfilment: what is owed has its duty, or the news of it waits":
        "UPDATE outbox_event SET done_at = now()",
    "fulfilment: what waits for an answer has asked for one":
        "UPDATE fulfilment SET state = 'waiting' WHERE state = 'delivered'",
    "fulfilment: what is queued has its time, and nothing under way":
        "UPDATE fulfilment SET state = 'queued', due_at = NULL",
    "fulfilment: delivered by a supplier means a successful attempt":
        "UPDATE attempt SET state = 'failed', failure = 'rejected' WHERE state = 'delivered'",
    "fulfilment: a success after the refund has a case":
        "UPDATE attempt SET state = 'delivered', failure = NULL"
        " WHERE state = 'failed' AND number = 2",
    "fulfilment: a doubtful delivery has a case": "DELETE FROM case_file",
    "fulfilment: a delivered card has its codes": "UPDATE card_code SET fulfilment = NULL",
    "fulfilment: a coupon and a booking have a code for each piece":
        "UPDATE fulfilment SET delivery = 'coupon' WHERE state = 'delivered';"
        " UPDATE card_code SET fulfilment = NULL",
    "fulfilment: a code is shown to its owner only": "UPDATE code_reveal SET member_id = 9",
    "fulfilment: a shipped parcel has a waybill":
        "UPDATE fulfilment SET delivery = 'shipment' WHERE state = 'delivered'",
    "fulfilment: a callback is kept once": CALLBACK.format(why="NULL") * 2,
    "fulfilment: a callback is a hint: all that came of it is a question":
        CALLBACK.format(why="'delivered'"),
    "fulfilment: a callback about an attempt of ours is applied within fifteen minutes":
        CALLBACK.format(why="NULL") + "UPDATE supplier_callback SET applied_at = NULL",
}  # fmt: skip


class Undo(Exception):
    """Ends a transaction that must leave nothing behind."""


async def seed(stage: Stage) -> None:
    await stage.member(points=9_000)
    for account in ("13800000101", "13800000401"):
        await stage.place("topup-50", account=account)
    shown = await stage.place("gamecard-30")
    await stage.work(rounds=3)
    await fulfilment.reveal(
        redemption_id=shown.id, member_id=1, address_masked=None, now=stage.clock.now
    )
    await stage.place("last-one", account="13800000101")
    await stage.place("scarf", account="13800000101")
    half = await stage.place("topup-50", account="13800000901")
    await fulfilment.open_duty(redemption_id=half.id, now=stage.clock.now)
    await redemption.flag(redemption_id=half.id, reason="partial_delivery", now=stage.clock.now)
    await fulfilment.open_case(
        kind=fulfilment.CaseKind.PARTIAL_DELIVERY, redemption_id=half.id, now=stage.clock.now
    )


class TestInvariants:
    def test_every_one_has_a_seed(self) -> None:
        ours = {name for name in INVARIANTS if name.startswith(("redemption:", "fulfilment:"))}
        losses = {f"fulfilment: {name}" for name in LOSSES}  # tests/fulfilment/test_losses.py
        assert ours - losses == set(SEEDS)

    async def test_each_one_fires(self, stage: Stage) -> None:
        await seed(stage)
        assert await broken(now=stage.clock.now) == {}
        silent = [name for name in SEEDS if not await self.fires(name, stage.clock.now)]
        assert silent == []

    async def fires(self, name: str, now: datetime) -> bool:
        with pytest.raises(Undo):
            async with db.transaction():
                for statement in [*UNGUARDED.split(";"), *SEEDS[name].split(";")]:
                    await db.fetch(statement)
                found = await broken(now=now)
                raise Undo
        return name in found
