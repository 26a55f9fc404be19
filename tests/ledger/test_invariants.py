"""Each invariant fires on a violation seeded behind the guards' back, and on nothing else."""

from datetime import datetime, timedelta

import pytest

from app import ledger
from app.kit import db
from tests.invariants import INVARIANTS
from tests.ledger.conftest import Give

CHECKS = (
    ("posting", "posting_takes_a_route"),
    ("posting", "posting_moves_something"),
    ("wallet", "wallet_never_negative"),
    ("wallet", "wallet_debt_is_repaid_first"),
    ("lot", "lot_adds_up"),
    ("lot", "lot_never_negative"),
    ("hold", "hold_adds_up"),
    ("hold_part", "hold_part_adds_up"),
)

# Member 1: lots 1 (all clawed), 2; holds 1 (part captured, refunded and released), 2 (open);
# member 2: lot 3 expired, wallet 2.
SEEDS: dict[str, str] = {
    "a posting takes a declared route": "UPDATE posting SET destination = 'redeemed'"
    " WHERE movement = 'earn'",
    "available is what the lots have left": "UPDATE wallet SET available = available + 1",
    "held is what the lots have held": "UPDATE wallet SET held = held + 1",
    "available is what the postings say": "UPDATE posting SET points = points + 1 WHERE id = 1",
    "held is what the postings say": "UPDATE posting SET points = points + 1"
    " WHERE movement = 'hold' AND reference = 'open'",
    "debt is what the postings say": "UPDATE wallet SET debt = debt + 1",
    "a wallet is never below zero and never both owes and has": "UPDATE wallet SET debt = 1"
    " WHERE available > 0",
    "a lot adds up": "UPDATE lot SET points_granted = points_granted + 1",
    "a lot is what its posting gave": "UPDATE lot SET posting = 2 WHERE posting = 1",
    "each earning makes one lot": "INSERT INTO lot (member_id, posting, points_granted,"
    " points_left, earned_at, expires_at) SELECT 1, 1, 0, 0, now(), now()",
    "held in a lot is open in holds": "UPDATE lot SET points_held = points_held + 1,"
    " points_left = points_left - 1 WHERE points_left > 0",
    "spent from a lot was captured and not refunded": "UPDATE lot SET points_spent ="
    " points_spent + 1, points_left = points_left - 1 WHERE points_left > 0",
    "expired in lots was posted": "UPDATE lot SET points_expired = points_expired + 1",
    "clawed from lots was posted": "UPDATE lot SET points_clawed = points_clawed + 1",
    "a hold resolves no more than it holds": "UPDATE hold SET points_released = points + 1",
    "a part resolves no more than it holds": "UPDATE hold_part SET points_refunded ="
    " points_captured + 1",
    "a hold is the sum of its parts": "DELETE FROM hold_part WHERE hold = 1",
    "a hold is what its postings say": "UPDATE hold SET points = points + 1 WHERE id = 2",
    "a hold is resolved when nothing is open": "UPDATE hold SET resolved_at = opened_at"
    " WHERE resolved_at IS NULL",
    "a hold takes its own member's points": "UPDATE hold SET member_id = 2 WHERE id = 1",
    "nothing is held out of an expired lot": "UPDATE hold SET opened_at ="
    " opened_at + interval '1000 days'",
    "available after each posting is the sum so far": "UPDATE posting SET available_after ="
    " available_after + 1 WHERE id = 2",
    "returned points are not expired when they return": "UPDATE lot SET expires_at = earned_at",
    "what is reinstated was forfeited, whole": "INSERT INTO posting (member_id, movement,"
    " source, destination, points, available_after, reference, receipt, posted_at)"
    " VALUES (1, 'reinstate', 'forfeited', 'available', 1, 1, 'posting:1', '{}', now())",
    "a chain has no gap": "DELETE FROM chain_link WHERE sequence = 2",
    "a posting is chained on its day": "UPDATE posting SET posted_at ="
    " posted_at - interval '1 day' WHERE id = 1",
}


@pytest.fixture
async def books(give: Give, now: datetime) -> None:
    first = await give(100)
    await give(200, now=now + timedelta(seconds=1))
    await give(50, member_id=2, days=1)
    held = await ledger.hold(member_id=1, points=90, purpose="redemption:1", now=now)
    await ledger.capture(hold_id=held.id, points=50, now=now)
    await ledger.refund(hold_id=held.id, points=10, reference="r", now=now)
    await ledger.release(hold_id=held.id, now=now)
    await ledger.hold(member_id=1, points=20, purpose="open", now=now)
    await ledger.claw_back(posting_id=first.id, points=60, reference="c", reason="x", now=now)
    await ledger.expire_lots(now=now + timedelta(days=2))
    await ledger.chain_postings(now=now)


class TestInvariants:
    def test_are_all_proved(self) -> None:
        assert set(SEEDS) == set(ledger.INVARIANTS)

    @pytest.mark.parametrize("name", SEEDS)
    async def test_fires_on_a_violation(self, books: None, name: str) -> None:
        sql = INVARIANTS[f"ledger: {name}"]
        assert await db.fetch(sql) == []
        with pytest.raises(Undone) as undone:
            async with db.transaction():
                await db.fetch("SET LOCAL session_replication_role = replica")
                for table, check in CHECKS:
                    await db.fetch(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
                await db.fetch(SEEDS[name])
                raise Undone(await db.fetch(sql))
        assert undone.value.args[0]


class Undone(Exception):
    """Carries what was found out of a transaction that is rolled back."""
