"""Long random lives of members, with every invariant checked on the way.

The same seed lives the same life. `policy.take` decides beside the database, and both must
choose the same lots.
"""

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from app import ledger
from app.kit import db
from app.kit.errors import MallError
from app.ledger import policy
from tests.invariants import broken

STEPS = 150
SEEDS = range(6)


class Life:
    """One world of three members; each act is a verb at the world's own hour."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.dice = random.Random(seed)
        self.now = now
        self.seed = seed
        self.step = 0
        self.holds: list[int] = []
        self.earned: list[ledger.PostingView] = []
        self.seen: Counter[str] = Counter()
        self.weights = [self.dice.uniform(0.2, 2) for _ in ACTS]

    async def go(self) -> None:
        self.step += 1
        (act,) = self.dice.choices(ACTS, self.weights)
        self.now += timedelta(hours=self.dice.choice([0, 1, 30, 300]))
        try:
            await getattr(self, act)()
        except MallError as refused:
            self.seen[refused.code] += 1
        else:
            self.seen[act] += 1

    @property
    def member(self) -> int:
        return self.seed * 10 + self.dice.randint(1, 2)

    async def earn(self) -> None:
        posted = await ledger.earn(
            member_id=self.member,
            points=self.dice.randint(1, 200),
            reference=self.reference,
            receipt=ledger.Receipt(rule="life"),
            expires_at=self.now + timedelta(days=self.dice.choice([1, 5, 40, 400])),
            now=self.now,
        )
        self.earned.append(posted)

    async def hold(self) -> None:
        member, points = self.member, self.dice.randint(1, 250)
        lots = await ledger.lots(member, self.now)
        held, refused = await self._try_to_hold(member, points)
        if held is None:
            with pytest.raises(ledger.InsufficientPoints) as expected:
                policy.take(points, lots, at=self.now)
            assert refused == str(expected.value)
            raise expected.value
        slices = policy.take(points, lots, at=self.now)
        self.holds.append(held.id)
        parts = await db.fetch(
            "SELECT lot, points FROM hold_part WHERE hold = $1 ORDER BY id", held.id
        )
        assert [(each["lot"], each["points"]) for each in parts] == [
            (each.lot_id, each.points) for each in slices
        ]

    async def _try_to_hold(
        self, member: int, points: int
    ) -> tuple[ledger.HoldView | None, str]:
        try:
            held = await ledger.hold(
                member_id=member, points=points, purpose=self.reference, now=self.now
            )
        except ledger.InsufficientPoints as refused:
            return None, str(refused)
        return held, ""

    async def capture(self) -> None:
        await ledger.capture(hold_id=self.some_hold, points=self.some_points, now=self.now)

    async def release(self) -> None:
        await ledger.release(hold_id=self.some_hold, points=self.some_points, now=self.now)

    async def refund(self) -> None:
        await ledger.refund(
            hold_id=self.some_hold,
            points=self.dice.randint(1, 60),
            reference=self.reference,
            now=self.now,
        )

    async def claw_back(self) -> None:
        await ledger.claw_back(
            posting_id=self.dice.choice(self.earned).id if self.earned else 1,
            points=self.dice.randint(1, 200),
            reference=self.reference,
            reason="refunded",
            now=self.now,
        )

    async def expire(self) -> None:
        await ledger.expire_lots(now=self.now)

    @property
    def reference(self) -> str:
        return f"redemption:{self.seed}{self.step:05}"

    @property
    def some_hold(self) -> int:
        return self.dice.choice(self.holds[-4:]) if self.holds else 404

    @property
    def some_points(self) -> int | None:
        return self.dice.choice([None, self.dice.randint(1, 60)])


EXPECTED = {
    "earn", "hold", "capture", "release", "refund", "claw_back", "expire",
    "points_insufficient", "hold_already_resolved", "clawback_exceeds_earning",
}  # fmt: skip
ACTS = ["earn", "hold", "capture", "release", "refund", "claw_back", "expire"]


class TestLifetimes:
    async def test_keep_every_invariant_and_see_everything(
        self, invariants: None, now: datetime
    ) -> None:
        seen: Counter[str] = Counter()
        for seed in SEEDS:
            life = Life(seed, now)
            for step in range(STEPS):
                await life.go()
                if step % 20 == 0:
                    assert await broken() == {}, f"seed {seed}, step {step}"
            seen += life.seen
        await ledger.chain_postings(now=now, most=5_000)
        assert await ledger.verify_chain(forgotten_after=0) == []
        assert {name for name, times in seen.items() if times >= 5} >= EXPECTED, seen
