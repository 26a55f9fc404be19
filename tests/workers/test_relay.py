"""At least once: what fails comes back, what is killed comes back, what is hopeless is kept."""

import asyncio
import os
import signal
import sys
from datetime import datetime, timedelta

import msgspec
import pytest

from app.kit import db, outbox
from app.redemption import LatePaymentReturned
from app.workers import relay

CASES = "SELECT count(*) AS n FROM case_file"


async def announce(now: datetime, redemption_id: int = 7) -> None:
    event = LatePaymentReturned(
        redemption_id=redemption_id, payment_id=3, amount_fen=100, occurred_at=now
    )
    async with db.transaction():
        await outbox.announce(event, now=now)


async def count(sql: str) -> int:
    row = await db.fetch_one(sql)
    assert row is not None
    return int(row["n"])


async def test_delivers_once_and_closes_the_event(present: datetime) -> None:
    await announce(present)
    assert await relay.deliver(present) == 1
    assert await count(CASES) == 1
    assert await relay.deliver(present + timedelta(hours=1)) == 0


async def test_a_failing_listener_puts_the_event_back_and_lets_others_pass(
    present: datetime,
) -> None:
    await _announce_unheard(present)
    await announce(present)
    assert await relay.deliver(present) == 2
    assert await count(CASES) == 1
    row = await db.fetch_one("SELECT * FROM outbox_event WHERE name = 'NeverHeardOf'")
    assert row is not None
    assert (row["done_at"], row["dead_at"], row["attempts"]) == (None, None, 1)
    assert "NeverHeardOf" in row["last_error"]
    assert row["available_at"] > present


async def test_a_hopeless_event_becomes_a_dead_letter_at_the_limit(present: datetime) -> None:
    await _announce_unheard(present)
    at = present
    for _ in range(outbox.MOST_ATTEMPTS):
        assert await relay.deliver(at) == 1
        row = await db.fetch_one("SELECT available_at FROM outbox_event")
        assert row is not None
        at = row["available_at"]
    row = await db.fetch_one("SELECT dead_at, attempts FROM outbox_event")
    assert row is not None
    assert present <= row["dead_at"] < at, "when it died, not when it would be due"
    assert row["attempts"] == outbox.MOST_ATTEMPTS
    assert await relay.deliver(at + timedelta(days=1)) == 0


async def test_the_reason_kept_hides_personal_data(present: datetime) -> None:
    async with db.transaction():
        await outbox.announce(
            msgspec.defstruct("RefundStuck", [("phone", str)])(phone="13800000001"),
            now=present,
        )
        await db.fetch("UPDATE outbox_event SET name = 'To13800000001'")
    await relay.deliver(present)
    row = await db.fetch_one("SELECT last_error FROM outbox_event")
    assert row is not None
    assert "138****0001" in row["last_error"]


async def test_an_announcement_wakes_it(present: datetime, database_url: str) -> None:
    wake = asyncio.Event()
    async with relay.woken(database_url, wake):
        await asyncio.wait_for(wake.wait(), 10)  # Once, when it begins to listen.
        wake.clear()
        await announce(present)
        await asyncio.wait_for(wake.wait(), 10)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as Unix does")
async def test_killed_between_effect_and_done_it_delivers_again_to_one_effect(
    present: datetime, database_url: str
) -> None:
    await announce(present)
    killed = await _work("relay", database_url, LAUREL_FAILPOINT="event_handled")
    assert await asyncio.wait_for(killed.wait(), 30) == -signal.SIGKILL
    assert await count(CASES) == 1
    assert await count("SELECT count(*) AS n FROM outbox_event WHERE done_at IS NULL") == 1

    lease = timedelta(seconds=outbox.LEASE_SECONDS)
    later = await db.database_now() + lease + timedelta(seconds=1)
    assert await relay.deliver(later) == 1
    assert await count(CASES) == 1
    row = await db.fetch_one("SELECT attempts FROM outbox_event")
    assert row is not None
    assert row["attempts"] == 2


async def test_a_worker_leaves_in_order_when_told(present: datetime, database_url: str) -> None:
    process = await _work("relay", database_url)
    assert process.stdout
    async with asyncio.timeout(30):
        while b"working" not in await process.stdout.readline():
            assert process.returncode is None
    process.terminate()
    told, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0, told
    assert await db.fetch("SELECT FROM heartbeat") == []


async def _announce_unheard(now: datetime) -> None:
    async with db.transaction():
        await outbox.announce(msgspec.defstruct("NeverHeardOf", [])(), now=now)


async def _work(role: str, url: str, **env: str) -> asyncio.subprocess.Process:
    known = {**os.environ, "LAUREL_MODE": "demo", "LAUREL_DATABASE_URL": url, **env}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app.workers", role),
        env=known, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
