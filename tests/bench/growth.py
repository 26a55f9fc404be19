"""How long a redemption takes when the ledger is full, against an empty one."""

import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.kit import db
from tests.bench.measures import Measure
from tests.bench.redeeming import prepare, through_the_service

MEMBERS = 100_000
POSTINGS_EACH = 10
BUYERS = 400
TURNS = 6
WARM_UP = 20
SAMPLES = 100

# Straight into the tables, as if ten earnings of each member had been posted long ago.
FILL = """
WITH members AS (SELECT generate_series(1001, 1000 + {members}) AS member_id),
postings AS (
    INSERT INTO posting (member_id, movement, source, destination, points, available_after,
           reference, receipt, posted_at)
    SELECT member_id, 'earn', 'issued', 'available', 100, n * 100,
           format('fill:%s:%s', member_id, n), '{{}}', now() - n * interval '1 hour'
      FROM members, generate_series(1, {each}) AS n
    RETURNING id, member_id, posted_at)
INSERT INTO lot (member_id, posting, points_granted, points_left, earned_at, expires_at)
SELECT member_id, id, 100, 100, posted_at, posted_at + interval '700 days' FROM postings"""

WALLETS = """
INSERT INTO wallet (member_id, available)
SELECT generate_series(1001, 1000 + {members}), {each} * 100"""


async def redeem_growth(empty_url: str, full_url: str) -> Measure:
    """Compare medians in two databases, in turns, the second filled with 1,000,000 postings."""
    products = {}
    for url in (empty_url, full_url):
        async with connected(url):
            products[url] = await prepare(members=BUYERS)
            if url == full_url:
                await _fill()
    spans: dict[str, list[float]] = {empty_url: [], full_url: []}
    for turn in range(TURNS):
        for url, product_id in products.items():
            async with connected(url):
                spans[url] += await _spans(product_id, f"turn-{turn}")
    before, after = (statistics.median(spans[url]) for url in (empty_url, full_url))
    return Measure(
        name="redeem_growth", value=after * 1_000, unit="ms", limit=before * 1_000,
        ratio=after / before, bound=1.3, is_most=True,
        what="redemption p50 with 100,000 members and 1,000,000 postings ≤ 1.3 × empty",
    )  # fmt: skip


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[None]:
    """Speak with one database for a while."""
    await db.connect(url, pool_size=16)
    try:
        yield
    finally:
        await db.disconnect()


async def _fill() -> None:
    async with db.transaction():
        await db.fetch("SET LOCAL statement_timeout = '10min'")
        await db.fetch("SET LOCAL idle_in_transaction_session_timeout = '10min'")
        await db.fetch("SET LOCAL session_replication_role = replica")
        await db.fetch(FILL.format(members=MEMBERS, each=POSTINGS_EACH))
        await db.fetch(WALLETS.format(members=MEMBERS, each=POSTINGS_EACH))
    for table in ("posting", "lot", "wallet"):
        await db.fetch(f"ANALYZE {table}")


async def _spans(product_id: int, label: str) -> list[float]:
    """Time single redemptions of members that have one lot each, one after another."""
    redeem = through_the_service(product_id)
    spans = []
    for number in range(WARM_UP + SAMPLES):
        started = time.perf_counter()
        await redeem(number % BUYERS + 1, f"{label}-{number}")
        spans.append(time.perf_counter() - started)
    return spans[WARM_UP:]
