"""Promises kept per second, when a great many fall due at one instant."""

import time
from datetime import timedelta

from app import fulfilment
from app.kit import clock, db
from app.kit.tiers import Tier
from app.redemption import Placing, RedemptionRequest, place
from tests.bench.measures import Measure
from tests.bench.redeeming import ACCOUNT, prepare, rate
from tests.bench.suppliers import fake_supplier

DUE = 5_000
WITHIN_SECONDS = 60
MEMBERS = 400
PROMISE_SECONDS = 172_800

# As if every one had been submitted and nobody had heard of it since.
SUBMITTED = """
WITH duty AS (
    INSERT INTO fulfilment (redemption_id, member_id, product_slug, delivery, quantity, state,
           due_at, opened_at)
    SELECT id, member_id, product_slug, delivery, quantity, 'waiting',
           promise_due_at + interval '1 hour', placed_at FROM redemption
    RETURNING id, redemption_id, opened_at)
INSERT INTO attempt (fulfilment, number, supplier, sku, reference, state, prepared_at, sent_at,
                     agreed_fen)
SELECT id, 1, 'fake-main', 'SKU', 'BENCH' || redemption_id, 'unknown', opened_at, opened_at,
       100
  FROM duty"""


async def watchdog_refunds() -> Measure:
    """Let 5,000 promises pass at once; one watchdog asks about each twice and gives it back."""
    product_id = await prepare(members=MEMBERS)
    due_at = clock.now() - timedelta(seconds=1)

    async def redeem(member_id: int, key: str) -> object:
        return await place(
            request=RedemptionRequest(product_id=product_id, account=ACCOUNT),
            placing=Placing(
                member_id=member_id, tier=Tier.BASIC, idempotency_key=key,
                promise_seconds=PROMISE_SECONDS, payment_window_seconds=900,
            ),
            now=due_at - timedelta(seconds=PROMISE_SECONDS),
        )  # fmt: skip

    await rate(redeem, "due", members=MEMBERS, total=DUE)
    await db.fetch(SUBMITTED)
    async with fake_supplier():
        seconds = await _keep_all()
    row = await db.fetch_one("SELECT count(*) AS n FROM redemption WHERE state = 'refunded'")
    assert row is not None
    assert row["n"] == DUE, "not all were given back"
    limit = DUE / WITHIN_SECONDS
    return Measure(
        name="watchdog_refunds", value=DUE / seconds, unit="refunds/s", limit=limit,
        ratio=DUE / seconds / limit, bound=1.0,
        what=f"{DUE:,} promises due at once kept by one watchdog in {seconds:.0f} s ≤ 60 s",
    )  # fmt: skip


async def _keep_all() -> float:
    started = time.perf_counter()
    while await fulfilment.jobs.keep_promises(now=clock.now()):
        pass
    return time.perf_counter() - started
