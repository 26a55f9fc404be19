"""The first definite outcome stands; what contradicts it goes to a person."""

import pytest

from app import fulfilment
from app.fulfilment import service
from suppliers import Delivered, Outcome, Partial, Rejected, Reversed
from tests.stage import Stage

DELIVERED, REJECTED = Delivered("R-1", 100), Rejected("no")
PARTIAL, REVERSED = Partial("R-1", 50, "half"), Reversed("R-1")


async def settled(stage: Stage, *outcomes: Outcome) -> tuple[str, str, list[str]]:
    """Submit one, then say one thing after another; returns its states and the cases."""
    await stage.member(points=500)
    placed = await stage.place("topup-50", account="13800000301")
    await stage.relay()
    await stage.dispatch()
    [attempt] = await fulfilment.attempts(redemption_id=placed.id)
    for outcome in outcomes:
        await fulfilment.settle(attempt_id=attempt.id, outcome=outcome, now=stage.clock.now)
    [after] = await fulfilment.attempts(redemption_id=placed.id)
    return after.state, await stage.state(placed), await stage.cases()


class TestSettle:
    @pytest.mark.parametrize(
        ("first", "second", "attempt", "redemption"),
        [
            (REJECTED, DELIVERED, "failed", "delivering"),
            (REJECTED, PARTIAL, "failed", "delivering"),
            (DELIVERED, REJECTED, "delivered", "delivered"),
            (DELIVERED, REVERSED, "delivered", "delivered"),
            (DELIVERED, PARTIAL, "delivered", "delivered"),
        ],
    )
    async def test_a_contradiction_changes_nothing_and_opens_a_case(
        self, stage: Stage, first: Outcome, second: Outcome, attempt: str, redemption: str
    ) -> None:
        told = await settled(stage, first, second, second)
        assert told == (attempt, redemption, ["contradiction"])

    @pytest.mark.parametrize("outcome", [DELIVERED, REJECTED])
    async def test_a_repeat_is_no_contradiction(self, stage: Stage, outcome: Outcome) -> None:
        _, _, cases = await settled(stage, outcome, outcome)
        assert cases == []

    async def test_a_refusal_that_is_our_fault_tells_a_person(self, stage: Stage) -> None:
        fault = Rejected("10011", "balance", is_our_fault=True)
        _, _, cases = await settled(stage, fault)
        assert cases == ["supplier_refuses_us"]

    async def test_a_card_order_without_cards_tells_a_person(self, stage: Stage) -> None:
        await stage.member(points=300)
        placed = await stage.place("gamecard-30")
        await stage.relay()
        await stage.dispatch()
        assert await stage.state(placed) == "delivered"
        another = await stage.member(points=300, member_id=2)
        second = await stage.place("gamecard-30", member_id=another, account=None)
        await stage.relay()
        [duty] = await service.claim_due(now=stage.clock.now)
        prepared = await service.prepare(duty=duty, now=stage.clock.now)
        assert prepared is not None
        await fulfilment.settle(
            attempt_id=prepared.attempt_id, outcome=DELIVERED, now=stage.clock.now
        )
        assert await stage.state(second) == "attention"
        assert await stage.cases() == ["partial_delivery"]
