"""Who compares a file makes no worker wait, and no other supplier's file."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from app import fulfilment, redemption, settlement
from app.fulfilment import CaseKind, Decision
from app.kit import db
from suppliers import Delivered
from tests.stage import Stage

from .conftest import Deliver, Import, csv_of, line_of, verdicts

QUICK = 2  # Seconds; whoever waits for a lock waits for three, and then tries again.
_WAITING = """
SELECT pid FROM pg_stat_activity
 WHERE datname = current_database() AND wait_event_type = 'Lock'"""
STRANGE = "NOT-OURS,R1,S,1,9.80,成功,2026-11-20 10:00:00"


@asynccontextmanager
async def unfinished(deed: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Keep a transaction open in which something was done."""
    done, over = asyncio.Event(), asyncio.Event()

    async def keep() -> None:
        async with db.transaction():
            await deed()
            done.set()
            await over.wait()

    keeping = asyncio.create_task(keep())
    waiting = asyncio.create_task(done.wait())
    await asyncio.wait([keeping, waiting], return_when=asyncio.FIRST_COMPLETED)
    try:
        assert done.is_set(), keeping.exception()
        async with asyncio.timeout(QUICK):
            yield
    finally:
        over.set()
        waiting.cancel()
        await keeping


async def somebody_waits() -> None:
    """Return once a session of this database waits for a lock."""
    for _ in range(1_000):
        if await db.fetch(_WAITING):
            return
    raise AssertionError("nobody waits")


async def test_what_is_asked_about_sooner_is_locked_when_all_is_compared(
    stage: Stage, deliver: Deliver, take: Import
) -> None:
    attempt = await deliver("13800000701")
    found = await take(csv_of(line_of(attempt)))
    await db.fetch("UPDATE fulfilment SET due_at = due_at + interval '1 day'")
    async with unfinished(lambda: db.fetch("SELECT FROM supplier_statement FOR UPDATE")):
        matching = asyncio.create_task(
            settlement.rematch(statement_id=found.id, now=stage.clock.now)
        )
        await somebody_waits()
        await db.fetch("SELECT FROM fulfilment FOR UPDATE NOWAIT")
    await matching
    assert await db.fetch("SELECT FROM fulfilment WHERE due_at = $1", stage.clock.now)


async def test_a_case_opens_while_its_attempt_is_being_settled(
    stage: Stage, deliver: Deliver
) -> None:
    attempt = await deliver("13800000301")

    async def settle() -> None:
        await fulfilment.settle(
            attempt_id=attempt.id, outcome=Delivered("R1"), now=stage.clock.now
        )

    async with unfinished(settle):
        assert await fulfilment.open_case(
            kind=CaseKind.CONTRADICTION, redemption_id=attempt.redemption_id,
            attempt_id=attempt.id, now=stage.clock.now,
        )  # fmt: skip


async def test_a_case_closes_while_its_attempt_is_overruled(
    stage: Stage, deliver: Deliver
) -> None:
    attempt = await deliver("13800000404")
    await redemption.give_up(redemption_id=attempt.redemption_id, now=stage.clock.now)
    for reference in ("", "again"):
        await fulfilment.open_case(
            kind=CaseKind.CONTRADICTION, redemption_id=attempt.redemption_id,
            attempt_id=attempt.id, reference=reference, now=stage.clock.now,
            facts={"supplier": "fake-main"},
        )  # fmt: skip
    await fulfilment.book_loss(case_id=1, amount_fen=100, actor="a", now=stage.clock.now)

    async def overrule() -> None:
        await fulfilment.overrule(case_id=2, actor="a", now=stage.clock.now)

    async with unfinished(overrule):
        await fulfilment.close_case(
            case_id=1, closed_by="ada", resolution="x", decision=Decision.RECOVERED,
            now=stage.clock.now,
        )  # fmt: skip


async def test_another_suppliers_file_waits_for_nobody(
    stage: Stage, deliver: Deliver, take: Import
) -> None:
    attempt = await deliver()
    async with unfinished(lambda: take(csv_of(line_of(attempt)))):
        found = await take(csv_of(STRANGE), supplier="fake-backup")
    assert await verdicts(found.id) == ["unknown_reference"]
