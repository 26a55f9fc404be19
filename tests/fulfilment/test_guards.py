"""Guards behind the guards: what holds when what stands before them does not."""

import asyncpg
import pytest

from app.fulfilment import policy, service
from app.kit import db
from tests.stage import Stage

_AGAIN = """
INSERT INTO attempt (fulfilment, number, supplier, sku, reference, state, prepared_at, sent_at,
                     agreed_fen)
SELECT fulfilment, number + 1, supplier, sku, 'another', 'sent', prepared_at, sent_at,
       agreed_fen
  FROM attempt"""


async def due(stage: Stage) -> None:
    """Let one redemption wait for a dispatcher."""
    await stage.member(points=500)
    await stage.place("topup-50", account="13800000101")
    await stage.relay()
    stage.clock.turn(60)


class TestOneLiveAttempt:
    async def test_the_database_takes_no_second_one(self, stage: Stage) -> None:
        await due(stage)
        [duty] = await service.claim_due(now=stage.clock.now)
        assert await service.prepare(duty=duty, now=stage.clock.now) is not None
        with pytest.raises(asyncpg.UniqueViolationError, match="attempt_one_live"):
            await db.fetch(_AGAIN)


class TestLease:
    async def test_one_that_slept_past_its_lease_prepares_nothing(self, stage: Stage) -> None:
        await due(stage)
        [late] = await service.claim_due(now=stage.clock.now)
        stage.clock.turn(policy.LEASE_SECONDS + 1)
        [duty] = await service.claim_due(now=stage.clock.now)
        assert await service.prepare(duty=late, now=stage.clock.now) is None
        assert await service.prepare(duty=duty, now=stage.clock.now) is not None
