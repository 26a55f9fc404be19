"""Cash earns when the thing has come, what was said beforehand, and loses it with the cash."""

import asyncio
from datetime import timedelta

import pytest

from app import ledger, loyalty, payments, redemption
from app.kit import db
from app.kit.tiers import Tier
from app.ledger import PostingView
from app.loyalty import Purchase
from app.redemption import Asker, RedemptionRequest, RedemptionView, State
from tests.journeys.conftest import pay
from tests.payments.stage import Stage as Bank
from tests.stage import Stage

DELIVERS_AT_ONCE = "13800000101"
REJECTS = "13800000401"
PRICE_FEN, EARNS, CAP = 39_900, 399, 417  # Of a margin of 139 yuan.


async def paid(stage: Stage, bank: Bank, account: str = DELIVERS_AT_ONCE) -> RedemptionView:
    """Buy a scarf with cash alone, up to where the promise begins."""
    placed = await stage.place("scarf", account=account, points=0)
    return await settled(stage, bank, placed)


async def settled(stage: Stage, bank: Bank, placed: RedemptionView) -> RedemptionView:
    await pay(bank, placed)
    stage.clock.turn(30)
    await stage.work(rounds=1)
    return placed


async def bought(stage: Stage, bank: Bank) -> RedemptionView:
    placed = await paid(stage, bank)
    await stage.work(rounds=3)
    assert await stage.state(placed) == "delivered"
    return placed


async def refund(stage: Stage, placed: RedemptionView, **part: int) -> State:
    return await redemption.refund(
        redemption_id=placed.id, reason="a flaw", actor="ops", now=stage.clock.now, **part
    )


async def purchase(placed: RedemptionView) -> Purchase:
    found = await loyalty.purchase(placed.id)
    assert found is not None
    return found


async def seen(placed: RedemptionView) -> RedemptionView:
    return await redemption.redemption(placed.id, member_id=None)


async def posted(*movements: str) -> list[PostingView]:
    page = await ledger.statement(1)
    return [one for one in reversed(page.items) if one.movement in movements]


def asking(stage: Stage) -> RedemptionRequest:
    return RedemptionRequest(
        product_id=stage.products["scarf"], account=DELIVERS_AT_ONCE, points=0
    )


async def promised(stage: Stage, asker: Asker) -> int:
    quoted = await redemption.quote(asker=asker, request=asking(stage), now=stage.clock.now)
    return quoted.earns


class TestDelivery:
    async def test_earns_once_and_tells_how(self, stage: Stage, bank: Bank) -> None:
        placed = await paid(stage, bank)
        assert await posted("earn") == []  # Not before it has come.
        await stage.work(rounds=3)
        [earned] = await posted("earn")
        assert (earned.points, earned.channel, earned.redemption_id) == (
            EARNS,
            "web",
            placed.id,
        )
        assert earned.receipt.arithmetic == "399 × 1 = 399"
        assert (await seen(placed)).points_earned == EARNS
        again = await redemption.complete(redemption_id=placed.id, now=stage.clock.now)
        assert (again, await stage.available()) == (False, EARNS)

    async def test_earns_once_when_five_tell_of_it(self, stage: Stage, bank: Bank) -> None:
        placed = await stage.place("scarf", account=DELIVERS_AT_ONCE, points=0)
        await pay(bank, placed)
        stage.clock.turn(30)
        await payments_arrive(stage)
        told = await asyncio.gather(
            *(
                redemption.complete(redemption_id=placed.id, now=stage.clock.now)
                for _ in "abcde"
            )
        )
        assert sorted(told) == [False] * 4 + [True]
        assert [one.points for one in await posted("earn")] == [EARNS]

    async def test_a_repeated_reward_is_the_first(self, stage: Stage, bank: Bank) -> None:
        placed = await bought(stage, bank)
        owed = await seen(placed)
        assert owed.earning is not None
        again = await loyalty.reward_purchase(
            redemption_id=placed.id, member_id=1, cash_fen=PRICE_FEN, earning=owed.earning,
            now=stage.clock.now,
        )  # fmt: skip
        assert (again, await stage.available()) == (EARNS, EARNS)

    async def test_points_alone_earn_nothing(self, stage: Stage, bank: Bank) -> None:
        await stage.member(points=500)
        placed = await stage.place("topup-50", account=DELIVERS_AT_ONCE)
        await stage.work(rounds=3)
        assert await loyalty.purchase(placed.id) is None
        assert (await seen(placed)).earning is None

    async def test_earns_nothing_where_nobody_knows_the_cost(
        self, stage: Stage, bank: Bank
    ) -> None:
        await db.fetch("UPDATE product SET cost_fen = NULL")
        placed = await bought(stage, bank)
        found = await purchase(placed)
        assert (found.cash_fen, found.points, found.posting_id) == (PRICE_FEN, 0, None)
        await refund(stage, placed)
        assert (await purchase(placed)).kept_fen == 0

    async def test_what_never_came_never_earned(self, stage: Stage, bank: Bank) -> None:
        placed = await paid(stage, bank, REJECTS)
        await stage.work(rounds=6)
        assert await stage.state(placed) == "refunded"
        assert await loyalty.purchase(placed.id) is None


class TestRefund:
    async def test_of_all_takes_all_back(self, stage: Stage, bank: Bank) -> None:
        placed = await bought(stage, bank)
        await refund(stage, placed)
        assert await stage.available() == 0
        assert [one.points for one in await posted("claw_back")] == [EARNS]
        assert (await seen(placed)).points_earned == 0

    async def test_in_parts_takes_back_exactly_what_was_earned(
        self, stage: Stage, bank: Bank
    ) -> None:
        placed = await bought(stage, bank)
        left = []
        for cash_fen in (50, 13_333, 1):
            await refund(stage, placed, cash_fen=cash_fen)
            left.append(await stage.available())
        assert left == [398, 265, 265]
        await refund(stage, placed)
        assert await stage.available() == 0
        assert sum(one.points for one in await posted("claw_back")) == EARNS

    async def test_of_points_leaves_what_the_cash_earned(
        self, stage: Stage, bank: Bank
    ) -> None:
        await stage.member(points=1_000)
        placed = await stage.place("scarf", account=DELIVERS_AT_ONCE, points=1_000)
        await settled(stage, bank, placed)
        await stage.work(rounds=3)
        await refund(stage, placed, points=400)
        assert (await purchase(placed)).points_kept == 299
        assert await stage.available() == 400 + 299

    async def test_of_what_was_spent_meanwhile_is_a_debt(
        self, stage: Stage, bank: Bank
    ) -> None:
        placed = await bought(stage, bank)
        await stage.place("last-one", account=DELIVERS_AT_ONCE)
        await refund(stage, placed)
        left = await ledger.balance(1, stage.clock.now)
        assert (left.available, left.debt) == (0, 100)
        assert [one.points for one in await posted("claw_back", "owe")] == [299, 100]
        await stage.member(points=150)
        assert await stage.available() == 50  # The debt is repaid first (R5).

    async def test_repeated_takes_nothing_twice(self, stage: Stage, bank: Bank) -> None:
        placed = await bought(stage, bank)
        await refund(stage, placed, cash_fen=19_950)
        taken = [  # The last comes late: it knows only of an earlier, smaller refund.
            await loyalty.take_back(
                redemption_id=placed.id, kept_fen=kept_fen, now=stage.clock.now
            )
            for kept_fen in (19_950, 19_950, 30_000)
        ]
        assert (taken, await stage.available()) == ([0, 0, 0], 199)

    async def test_before_it_came_leaves_the_rest_to_earn(
        self, stage: Stage, bank: Bank
    ) -> None:
        placed = await stage.place("scarf", account=DELIVERS_AT_ONCE, points=0)
        await pay(bank, placed)
        stage.clock.turn(30)
        await payments_arrive(stage)
        await redemption.flag(redemption_id=placed.id, reason="doubt", now=stage.clock.now)
        await refund(stage, placed, cash_fen=20_000)
        found = await purchase(placed)
        assert (found.cash_fen, found.points, await stage.available()) == (19_900, 199, 199)
        await refund(stage, placed)
        assert await stage.available() == 0


class TestPromise:
    @pytest.mark.parametrize(
        ("channel", "earns"), [("web", EARNS), ("miniprogram", EARNS), ("third_party", 319)]
    )
    async def test_depends_on_the_channel(self, stage: Stage, channel: str, earns: int) -> None:
        asker = Asker(member_id=1, tier=Tier.BASIC, channel=channel)
        assert await promised(stage, asker) == earns

    async def test_is_doubled_in_a_sprint_and_capped_by_the_margin(self, stage: Stage) -> None:
        ends = stage.clock.now + timedelta(days=30)
        asker = Asker(member_id=1, tier=Tier.SILVER, tier_until=ends)
        assert await promised(stage, asker) == CAP  # Twice 399 would be 798.

    async def test_of_a_quote_is_kept_after_the_sprint(self, stage: Stage, bank: Bank) -> None:
        await db.fetch("UPDATE product SET cost_fen = 0")
        ends = stage.clock.now + timedelta(seconds=60)
        asker = Asker(member_id=1, tier=Tier.BASIC, tier_until=ends)
        quoted = await redemption.quote(asker=asker, request=asking(stage), now=stage.clock.now)
        stage.clock.turn(61)
        assert await promised(stage, asker) == EARNS
        placed = await stage.place(
            "scarf", account=DELIVERS_AT_ONCE, points=0, quote_id=quoted.id
        )
        await settled(stage, bank, placed)
        await stage.work(rounds=3)
        assert (quoted.earns, await stage.available()) == (2 * EARNS, 2 * EARNS)
        [earned] = await posted("earn")
        assert earned.receipt.inputs["sprint_bps"] == 20_000

    async def test_is_kept_though_the_cost_was_raised(self, stage: Stage, bank: Bank) -> None:
        placed = await paid(stage, bank)
        await db.fetch("UPDATE product SET cost_fen = 39900")
        await stage.work(rounds=3)
        assert (await purchase(placed)).points == EARNS


async def payments_arrive(stage: Stage) -> None:
    """Let the news of cash come in, and nobody set to work."""
    await payments.poll_payments(now=stage.clock.now)
    await stage.relay()
