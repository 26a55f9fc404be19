"""A supplier that is down is left alone, tried by one redemption at a time, and used again."""

import asyncio

import msgspec
import pytest

from app import fulfilment, redemption
from app.fulfilment import policy, queries, service
from app.fulfilment.schemas import CaseKind, CircuitState
from app.kit import db
from suppliers import Rejected, Unknown
from tests.stage import CALM, Stage

DOWN = "http://127.0.0.1:1"
GOOD = "13800000101"


async def move(stage: Stage, name: str, base_url: str, **changes: int) -> str:
    """Let one supplier answer at another address; returns where it did before."""
    configs = fulfilment.gateway.configured()
    [before] = [config.base_url for config in configs if config.name == name]
    moved = [
        msgspec.structs.replace(config, base_url=base_url, **changes)
        if config.name == name else config
        for config in configs
    ]  # fmt: skip
    await fulfilment.gateway.configure(moved, patience=CALM, time=stage.clock)
    return before


async def asked(placed: redemption.RedemptionView) -> list[str]:
    """Name whom a redemption was submitted to, in order."""
    return [one.supplier for one in await fulfilment.attempts(redemption_id=placed.id)]


async def circuit(stage: Stage, name: str = "fake-main") -> CircuitState:
    known = await queries.conditions([name], at=stage.clock.now)
    return known[name].circuit.state


async def place(stage: Stage, count: int) -> list[redemption.RedemptionView]:
    placed = [await stage.place("topup-50", account=GOOD) for _ in range(count)]
    await stage.work(rounds=3)
    return placed


async def refuse(stage: Stage) -> None:
    """Let the first supplier answer an order by saying that it does not know our key."""
    await stage.place("topup-50", account=GOOD)
    await stage.relay()
    duty = max(await service.claim_due(now=stage.clock.now), key=lambda one: one.id)
    prepared = await service.prepare(duty=duty, now=stage.clock.now)
    assert prepared is not None
    await fulfilment.settle(
        attempt_id=prepared.attempt_id, outcome=Rejected("10002", "sign", is_our_fault=True),
        now=stage.clock.now,
    )  # fmt: skip
    stage.clock.turn(1)


@pytest.fixture
async def opened(stage: Stage) -> str:
    """A stage whose first supplier has just failed three times; where it will be again."""
    await stage.member(points=50_000)
    before = await move(stage, "fake-main", DOWN)
    for _ in range(3):
        await place(stage, 1)
    assert await circuit(stage) is CircuitState.OPEN
    return before


class TestCircuit:
    async def test_sends_the_fourth_to_the_next_at_once(
        self, stage: Stage, opened: str
    ) -> None:
        [fourth] = await place(stage, 1)
        assert await asked(fourth) == ["fake-backup"]
        assert await stage.state(fourth) == "delivered"

    async def test_opens_one_case_however_long_it_lasts(
        self, stage: Stage, opened: str
    ) -> None:
        for _ in range(3):
            stage.clock.turn(1_000)
            await place(stage, 1)
        assert await stage.cases() == ["circuit_open"]

    async def test_lets_one_through_when_the_pause_is_over(
        self, stage: Stage, opened: str
    ) -> None:
        stage.clock.turn(61)
        placed = await place(stage, 3)
        stage.clock.turn(15)  # Who came at the same instant as the probe decides again.
        await stage.work(rounds=2)
        tried = [await asked(one) for one in placed]
        assert sorted(map(len, tried)) == [1, 1, 2]
        assert await circuit(stage) is CircuitState.OPEN

    async def test_closes_when_that_one_is_taken(self, stage: Stage, opened: str) -> None:
        await move(stage, "fake-main", opened)
        stage.clock.turn(61)
        [probe] = await place(stage, 1)
        [after] = await place(stage, 1)
        assert (await asked(probe), await asked(after)) == (["fake-main"], ["fake-main"])
        assert await circuit(stage) is CircuitState.CLOSED
        assert await db.fetch("SELECT 1 FROM alarm WHERE is_raised") == []

    async def test_is_closed_by_an_operator(self, stage: Stage, opened: str) -> None:
        await move(stage, "fake-main", opened)
        assert await service.close_circuit(supplier="fake-main", now=stage.clock.now)
        assert not await service.close_circuit(supplier="fake-main", now=stage.clock.now)
        [one] = await place(stage, 1)
        assert await asked(one) == ["fake-main"]

    async def test_waits_when_nobody_is_left_and_delivers_in_the_end(
        self, stage: Stage, opened: str
    ) -> None:
        backup = await move(stage, "fake-backup", DOWN)
        placed = await place(stage, 5)
        for _ in range(3):  # More than the twelve minutes after which nobody would be left.
            stage.clock.turn(900)
            await stage.work(rounds=2)
        waiting = [one for one in placed if await stage.state(one) == "delivering"]
        await move(stage, "fake-backup", backup)
        await move(stage, "fake-main", opened)
        for _ in range(4):
            stage.clock.turn(901)
            await stage.work(rounds=3)
        assert waiting
        assert {await stage.state(one) for one in waiting} == {"delivered"}
        assert len(stage.deliveries()) == 3 + len(waiting)

    async def test_two_processes_do_not_both_probe(self, stage: Stage, opened: str) -> None:
        stage.clock.turn(61)
        claims = await asyncio.gather(
            *(service.claim_probe(supplier="fake-main", now=stage.clock.now) for _ in range(5))
        )
        assert sorted(claims) == [False] * 4 + [True]


class TestEvidence:
    async def test_of_a_refused_account_and_of_silence_open_nothing(self, stage: Stage) -> None:
        await stage.member(points=50_000)
        for account in ["13800000401"] * 4 + ["13800000701"] * 4:
            await stage.place("topup-50", account=account)
        await stage.work(rounds=3)
        assert await circuit(stage) is CircuitState.CLOSED
        assert await db.fetch("SELECT 1 FROM supplier_circuit") == []

    async def test_of_a_key_that_is_refused_is_one_story_until_it_is_over(
        self, stage: Stage
    ) -> None:
        await stage.member(points=50_000)
        for _ in range(2):
            for _ in range(3):
                await refuse(stage)
            assert await circuit(stage) is CircuitState.OPEN
            stage.clock.turn(1)
            await service.note_evidence(
                supplier="fake-main", seen=policy.Evidence.HEALTH, words="",
                sent_at=stage.clock.now, now=stage.clock.now,
            )  # fmt: skip
            assert await circuit(stage) is CircuitState.CLOSED
        assert await stage.cases() == ["supplier_refuses_us"] * 2

    async def test_that_comes_at_once_is_counted_once_each(self, stage: Stage) -> None:
        # Connections first, so that the six really meet.
        await asyncio.gather(*(db.fetch("SELECT pg_sleep(0.1)") for _ in range(6)))
        await asyncio.gather(
            *(
                service.note_evidence(
                    supplier="fake-main", seen=policy.Evidence.FAULT, words="sign",
                    sent_at=stage.clock.now, now=stage.clock.now,
                )
                for _ in range(6)
            )
        )  # fmt: skip
        [row] = await db.fetch("SELECT state, faults FROM supplier_circuit")
        assert (row["state"], row["faults"]) == ("open", 6)
        assert await stage.cases() == ["circuit_open"]

    async def test_of_an_unknown_probe_keeps_it_half_open(
        self, stage: Stage, opened: str
    ) -> None:
        stage.clock.turn(61)
        await service.claim_probe(supplier="fake-main", now=stage.clock.now)
        for outcome in (Unknown("timeout"), Rejected("10014", is_retryable_elsewhere=False)):
            seen, words = policy.evidence(outcome)
            await service.note_evidence(
                supplier="fake-main", seen=seen, words=words, sent_at=stage.clock.now,
                now=stage.clock.now,
            )  # fmt: skip
            expected = CircuitState.HALF_OPEN if isinstance(outcome, Unknown) else "closed"
            assert await circuit(stage) == expected


class TestMargin:
    async def test_a_loss_is_the_last_resort_and_raises_one_alarm(self, stage: Stage) -> None:
        await stage.member(points=50_000)
        # A hundred fen of five thousand are left above ninety-eight per cent only.
        there = await move(stage, "fake-main", DOWN, margin_floor_bps=9_900)
        placed = await place(stage, 2)
        assert [await asked(one) for one in placed] == [["fake-backup"]] * 2
        await move(stage, "fake-main", there)
        for config in fulfilment.gateway.configured():
            await move(stage, config.name, config.base_url, margin_floor_bps=9_900)
        placed = await place(stage, 2)
        assert [await asked(one) for one in placed] == [["fake-main"]] * 2
        assert await stage.cases() == [CaseKind.BELOW_MARGIN]


class TestFaceValue:
    async def test_is_the_offers_else_the_products(self, stage: Stage) -> None:
        await stage.member(points=50_000)
        await db.fetch("UPDATE product SET face_fen = 5000 WHERE slug = 'topup-50'")
        await place(stage, 1)
        [config, *_] = fulfilment.gateway.configured()
        offers = tuple(
            msgspec.structs.replace(offer, face_fen=4_900) for offer in config.offers
        )
        changed = msgspec.structs.replace(config, offers=offers)
        await fulfilment.gateway.configure([changed], patience=CALM, time=stage.clock)
        await place(stage, 1)
        assert [one["face_fen"] for one in stage.deliveries()] == [5_000, 4_900]
