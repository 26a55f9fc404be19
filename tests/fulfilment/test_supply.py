"""Operators are called when balances, codes or stocks run low: once each time."""

import msgspec

from app import catalogue, fulfilment
from app.kit import db
from tests.fulfilment.test_circuits import DOWN, move
from tests.stage import CALM, Stage

FAKE_HAS = 100_000_000


async def watch(stage: Stage, codes_low: int = 2) -> int:
    stage.clock.turn(301)
    return await fulfilment.jobs.watch_supply(now=stage.clock.now, codes_low=codes_low)


async def want(stage: Stage, alarm_fen: int | None) -> None:
    configs = [
        msgspec.structs.replace(config, balance_alarm_fen=alarm_fen)
        for config in fulfilment.gateway.configured()
    ]
    await fulfilment.gateway.configure(configs, patience=CALM, time=stage.clock)


async def raised() -> list[str]:
    rows = await db.fetch("SELECT about FROM alarm WHERE is_raised ORDER BY about")
    return [row["about"] for row in rows]


class TestBalances:
    async def test_are_asked_for_every_five_minutes_by_one(self, stage: Stage) -> None:
        assert await watch(stage) == 2
        assert await fulfilment.jobs.watch_supply(now=stage.clock.now, codes_low=2) == 0
        rows = await db.fetch("SELECT balance_fen FROM supplier_balance")
        assert [row["balance_fen"] for row in rows] == [FAKE_HAS] * 2
        assert await raised() == []

    async def test_that_are_low_open_one_case_each_time_they_become_so(
        self, stage: Stage
    ) -> None:
        for alarm_fen in (FAKE_HAS + 1, FAKE_HAS + 1, FAKE_HAS, FAKE_HAS + 1):
            await want(stage, alarm_fen)
            await watch(stage)
            is_low = alarm_fen > FAKE_HAS
            assert await raised() == ["supplier:fake-backup", "supplier:fake-main"] * is_low
        assert await stage.cases() == ["supplier_balance_low"] * 4

    async def test_of_a_supplier_that_we_left_passes(self, stage: Stage) -> None:
        await want(stage, FAKE_HAS + 1)
        await watch(stage)
        assert len(await raised()) == 2
        await fulfilment.gateway.configure([])
        await watch(stage)
        assert await raised() == []

    async def test_a_closed_case_is_not_opened_again_while_it_lasts(self, stage: Stage) -> None:
        await want(stage, FAKE_HAS + 1)
        await watch(stage)
        await db.fetch("UPDATE case_file SET closed_at = now(), decision = 'no_loss'")
        await watch(stage)
        assert len(await stage.cases()) == 2
        assert (await fulfilment.cases()).items == []

    async def test_of_one_that_is_down_stays_as_it_was(self, stage: Stage) -> None:
        await watch(stage)
        await move(stage, "fake-main", DOWN)
        await watch(stage)
        rows = await db.fetch("SELECT balance_fen FROM supplier_balance")
        assert [row["balance_fen"] for row in rows] == [FAKE_HAS] * 2


class TestStock:
    async def test_few_codes_and_the_last_tenth_raise_alarms_that_pass(
        self, stage: Stage
    ) -> None:
        await fulfilment.add_codes(
            product_slug="gamecard-30", codes=[("A", None, None)], source="x",
            now=stage.clock.now,
        )  # fmt: skip
        tote, now = stage.products["tote-bag"], stage.clock.now
        await catalogue.reserve(
            product_id=tote, slot_id=None, quantity=9, reference="drill", now=now
        )
        await catalogue.commit_stock(reference="drill", now=now)
        await watch(stage)
        assert await raised() == ["codes:gamecard-30", "stock:tote-bag"]
        assert await stage.cases() == ["stock_low", "stock_low"]
        await fulfilment.add_codes(
            product_slug="gamecard-30", codes=[("B", None, None)], source="x",
            now=stage.clock.now,
        )  # fmt: skip
        await watch(stage)
        assert await raised() == ["stock:tote-bag"]
