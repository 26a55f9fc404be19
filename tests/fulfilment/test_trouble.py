"""Nothing that a supplier says, or fails to say, keeps the promise from being kept."""

import asyncio

import pytest

from app import fulfilment, redemption
from app.fulfilment.tidying import tidy
from app.kit import db
from suppliers import Accepted, Card, Delivered, Outcome, Rejected
from tests.stage import Stage

GOOD, SILENT = "13800000101", "13800000701"
PROMISE = 172_800


async def submitted(stage: Stage, count: int = 1) -> list[int]:
    await stage.member(points=500 * count)
    placed = [await stage.place("topup-50", account=SILENT) for _ in range(count)]
    await stage.relay()
    await stage.dispatch()
    return [one.id for one in placed]


class TestKeepPromises:
    async def test_holds_when_the_supplier_is_no_longer_configured(self, stage: Stage) -> None:
        [redemption_id] = await submitted(stage)
        await fulfilment.gateway.configure([])
        stage.clock.turn(PROMISE)
        await stage.watch()
        tracked = await fulfilment.track(redemption_id=redemption_id, member_id=None)
        assert tracked.redemption.state == "refunded"
        assert await stage.available() == 500

    async def test_holds_when_asking_fails_in_a_way_nobody_thought_of(
        self, stage: Stage
    ) -> None:
        await submitted(stage)
        await db.fetch("ALTER TABLE attempt ADD CONSTRAINT drill CHECK (queries = 0)")
        stage.clock.turn(PROMISE)
        try:
            with pytest.raises(ExceptionGroup):
                await stage.watch()
        finally:
            await db.fetch("ALTER TABLE attempt DROP CONSTRAINT drill")
        assert await stage.available() == 500

    async def test_eighty_at_a_silent_supplier_go_back_together(self, stage: Stage) -> None:
        await submitted(stage, count=80)
        stage.clock.turn(PROMISE)
        assert await stage.watch() == 80
        assert await stage.available() == 500 * 80


class TestSubmit:
    async def test_what_queued_until_its_promise_was_over_is_not_sent(
        self, stage: Stage
    ) -> None:
        await stage.member(points=500)
        placed = await stage.place("topup-50", account=GOOD)
        await stage.relay()
        stage.clock.turn(PROMISE - 2)
        turn = fulfilment.gateway.turn("fake-main")
        [places] = [
            one.concurrency
            for one in fulfilment.gateway.configured()
            if one.name == "fake-main"
        ]
        for _ in range(places):
            await turn.acquire()
        dispatching = asyncio.create_task(stage.dispatch())
        await db.fetch("SELECT pg_sleep(2.2)")
        for _ in range(places):
            turn.release()
        await dispatching
        [tried] = await fulfilment.attempts(redemption_id=placed.id)
        assert (tried.state, stage.deliveries()) == ("failed", [])


class TestAskAgain:
    async def test_a_person_is_told_once_nobody_asks_any_more(self, stage: Stage) -> None:
        """Given back before its deadline, so that the deadline told nobody."""
        [redemption_id] = await submitted(stage)
        await fulfilment.gateway.configure([])
        stage.clock.turn(10)
        await redemption.refund(
            redemption_id=redemption_id, reason="asked", actor="ops", now=stage.clock.now
        )
        stage.clock.turn(8 * 86_400)
        await stage.dispatch()
        assert await stage.cases() == []
        stage.clock.turn(2 * 86_400)
        await stage.dispatch()
        assert await stage.cases() == ["unknown_at_deadline"]


class TestApplyCallbacks:
    async def test_one_that_fails_holds_up_no_other(self, stage: Stage) -> None:
        ids = await submitted(stage, count=2)
        for number, redemption_id in enumerate(ids):
            attempt = await fulfilment.live_attempt(redemption_id=redemption_id)
            assert attempt is not None
            await db.fetch(
                "INSERT INTO supplier_callback (supplier, event_key, reference, headers,"
                " body_sealed, is_genuine, received_at)"
                " VALUES ('fake-main', $1, $2, '{}', '', true, $3)",
                f"E-{number}", attempt.reference, stage.clock.now,
            )  # fmt: skip
        await db.fetch(
            "ALTER TABLE attempt ADD CONSTRAINT drill CHECK (id <> 1 OR queries = 0)"
        )
        try:
            with pytest.raises(ExceptionGroup):
                await fulfilment.jobs.apply_callbacks(now=stage.clock.now)
        finally:
            await db.fetch("ALTER TABLE attempt DROP CONSTRAINT drill")
        assert await fulfilment.jobs.apply_callbacks(now=stage.clock.now) == 0
        asked = await db.fetch("SELECT queries FROM attempt ORDER BY id")
        assert [row["queries"] for row in asked] == [0, 1]


class TestTidy:
    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            (Accepted("R" * 200), Accepted("R" * 80)),
            (Accepted("R\x00\n1"), Accepted("R1")),
            (Rejected("c" * 99, "no\x00"), Rejected("c" * 40, "no")),
            (Delivered("R", 2**63), Delivered("R", None)),
            (Delivered("R", -1), Delivered("R", None)),
            (
                Delivered("R", 1, (Card("N\x00", "P", "2027-12-31T23:59:59+08:00"),)),
                Delivered("R", 1, (Card("N", "P", "2027-12-31T23:59:59+"),)),
            ),
        ],
    )
    def test_cuts_what_could_not_be_kept(self, said: Outcome, kept: Outcome) -> None:
        assert tidy(said) == kept
