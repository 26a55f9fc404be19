"""Each invariant of tiers fires on a violation seeded behind the guards' back."""

from datetime import datetime

import pytest

from app import ledger, loyalty, members
from app.kit import db
from app.kit.tiers import Tier
from tests.invariants import INVARIANTS, broken

CHECKS = (
    ("member", "member_tier_ends_unless_basic"),
    ("tier_change", "tier_change_ends_unless_basic"),
)
SEEDS: dict[str, str] = {
    "a tier above the basic one has an end, and the basic one has none":
        "UPDATE member SET tier_until = NULL",
    "a tier is what was decided last": "UPDATE member SET tier = 'diamond'",
    "each decision about a tier begins where the last one ended":
        "UPDATE tier_change SET from_tier = 'gold' WHERE reason = 'rise'",
    "a tier rises by its score, falls by one, and is kept as it was":
        "UPDATE tier_change SET reason = 'fell' WHERE reason = 'rise'",
    "no tier is unreviewed an hour past its end":
        "UPDATE member SET tier_until = tier_until - interval '400 days'",
}  # fmt: skip


class Undo(Exception):
    """Ends a transaction that must leave nothing behind."""


@pytest.fixture
async def climber(ada: int, now: datetime) -> int:
    """A member who was made silver and rose to gold."""
    await members.set_tier(member_id=ada, tier=Tier.SILVER, now=now)
    await ledger.earn(
        member_id=ada, points=20_000, reference="r", now=now,
        receipt=ledger.Receipt(rule="reading"),
    )  # fmt: skip
    await loyalty.review_tier(member_id=ada, now=now)
    return ada


class TestInvariants:
    @pytest.mark.parametrize("name", SEEDS)
    async def test_fires_on_a_violation(self, climber: int, now: datetime, name: str) -> None:
        assert f"loyalty: {name}" in INVARIANTS
        assert await broken(now=now) == {}
        with pytest.raises(Undo):
            async with db.transaction():
                await db.fetch("SET LOCAL session_replication_role = replica")
                for table, check in CHECKS:
                    await db.fetch(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
                await db.fetch(SEEDS[name])
                assert f"loyalty: {name}" in await broken(now=now)
                raise Undo
