"""Submissions per second by the dispatcher's own lanes, to a supplier 50 ms away."""

import asyncio
import time

from app import fulfilment, settings, workers
from app.kit import db
from app.workers import roles
from tests.bench.measures import Measure
from tests.bench.redeeming import NOW, prepare, rate, through_the_service
from tests.bench.suppliers import fake_supplier

SUBMISSIONS = 2_000
MEMBERS = 400
MILLISECONDS = 50
LIMIT = roles.LANES * roles.LANE * 1_000 / MILLISECONDS


async def dispatcher_submissions() -> Measure:
    """Queue 2,000 duties and let one dispatcher deliver them; nothing is left for a poll."""
    product_id = await prepare(members=MEMBERS)
    redeem = through_the_service(product_id)
    await rate(redeem, "queued", members=MEMBERS, total=SUBMISSIONS)
    for row in await db.fetch("SELECT id FROM redemption ORDER BY id"):
        await fulfilment.open_duty(redemption_id=row["id"], now=NOW)
    # As if just placed: these were placed at the bench's own instant.
    await db.fetch(
        "UPDATE redemption SET paid_at = now(),"
        " promise_due_at = now() + make_interval(secs => promise_seconds)"
    )
    async with fake_supplier(milliseconds=MILLISECONDS):
        seconds = await _deliver_all()
    row = await db.fetch_one("SELECT count(*) AS n FROM redemption WHERE state = 'delivered'")
    assert row is not None
    assert row["n"] == SUBMISSIONS, "not all were delivered"
    value = SUBMISSIONS / seconds
    return Measure(
        name="dispatcher_submissions", value=value, unit="submissions/s", limit=LIMIT,
        ratio=value / LIMIT, bound=None,
        what=f"one dispatcher, a supplier {MILLISECONDS} ms away, against its"
        f" {roles.LANES * roles.LANE} places at {MILLISECONDS} ms each",
    )  # fmt: skip


async def _deliver_all() -> float:
    stop = asyncio.Event()
    jobs = workers.jobs("dispatcher", settings.current(), wake=asyncio.Event())
    lanes = [
        asyncio.create_task(workers.run("dispatcher", job, stop=stop))
        for job in jobs
        if job.name.startswith("dispatch-")
    ]
    started = time.perf_counter()
    while await _waiting():  # noqa: ASYNC110 - a poll, as cheap as the lanes are busy.
        await asyncio.sleep(0.02)
    seconds = time.perf_counter() - started
    stop.set()
    await asyncio.gather(*lanes)
    return seconds


async def _waiting() -> bool:
    row = await db.fetch_one(
        "SELECT EXISTS (SELECT FROM fulfilment WHERE state IN ('queued', 'waiting')) AS any"
    )
    return bool(row and row["any"])
