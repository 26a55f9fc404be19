"""Redemptions per second through the service, against the same writes as one function."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from app import ledger, redemption
from app.kit import db
from app.kit.tiers import Tier
from app.ledger import Receipt
from app.redemption import Placing, RedemptionRequest
from tests.bench.measures import Measure
from tests.stage import open_shop

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
AT_ONCE = 16
MEMBERS = 400
BATCH = 800
ROUNDS = 5
ACCOUNT = "13800000101"

# The limit: what `redemption.place` writes for points only and without stock, in one trip.
SERVER_SIDE = """
CREATE OR REPLACE FUNCTION bench_redeem(p_member bigint, p_product bigint, p_key text,
    p_sealed bytea, p_index bytea, p_event text, p_now timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    new_id bigint;
    held bigint;
BEGIN
    INSERT INTO redemption (member_id, product_id, product_slug, title_zh, title_en, delivery,
           quantity, points, cash_fen, state, account_sealed, account_masked, account_index,
           channel, idempotency_key, placed_at, paid_at, promise_seconds, promise_due_at)
    VALUES (p_member, p_product, 'topup-50', 'title', 'title', 'direct', 1, 500, 0, 'placed',
           p_sealed, '138****0101', p_index, 'web', p_key, p_now, p_now, 172800,
           p_now + make_interval(secs => 172800))
    RETURNING id INTO new_id;
    SELECT id INTO held FROM ledger_hold(p_member, 'points', 500, 'redemption:' || new_id,
           'web', 'member', p_now);
    UPDATE redemption SET hold_id = held WHERE id = new_id;
    INSERT INTO timeline_entry (redemption, kind, at, actor, facts)
    VALUES (new_id, 'placed', p_now, 'member', '{"points": 500, "cash_fen": 0}');
    INSERT INTO outbox_event (name, payload, occurred_at, available_at)
    VALUES ('RedemptionPlaced', p_event::jsonb, p_now, p_now);
    RETURN new_id;
END $$"""

Redeem = Callable[[int, str], Awaitable[object]]


async def prepare(members: int = MEMBERS) -> int:
    """Open the shop and give every member enough points; returns the product."""
    await db.fetch(SERVER_SIDE)
    products = await open_shop(NOW)
    for member_id in range(1, members + 1):
        await ledger.earn(
            member_id=member_id, points=10_000_000, reference=f"bench:{member_id}",
            receipt=Receipt(rule="bench", inputs={}), now=NOW,
        )  # fmt: skip
    return products["topup-50"]


def through_the_service(product_id: int) -> Redeem:
    async def redeem(member_id: int, key: str) -> object:
        return await redemption.place(
            request=RedemptionRequest(product_id=product_id, account=ACCOUNT),
            placing=Placing(
                member_id=member_id, tier=Tier.BASIC, idempotency_key=key,
                promise_seconds=172_800, payment_window_seconds=900,
            ),
            now=NOW,
        )  # fmt: skip

    return redeem


def in_one_function(product_id: int) -> Redeem:
    event = '{"redemption_id": 1, "member_id": 1, "delivery": "direct", "occurred_at": ""}'

    async def redeem(member_id: int, key: str) -> object:
        return await db.fetch_one(
            "SELECT bench_redeem($1, $2, $3, $4, $5, $6, $7)",
            member_id, product_id, key, b"x" * 40, b"y" * 32, event, NOW,
        )  # fmt: skip

    return redeem


async def rate(redeem: Redeem, label: str, *, members: int, total: int = BATCH) -> float:
    """Run `total` redemptions, sixteen at a time; returns how many a second."""
    numbers = iter(range(total))

    async def buyer() -> None:
        for number in numbers:
            await redeem(number % members + 1, f"{label}-{number}")

    started = time.perf_counter()
    await asyncio.gather(*(buyer() for _ in range(AT_ONCE)))
    return total / (time.perf_counter() - started)


async def redeem_service() -> Measure:
    """Compare in turns, A B A B, so that a machine that drifts drifts for both."""
    product_id = await prepare()
    service, limit = through_the_service(product_id), in_one_function(product_id)
    ours, theirs = [], []
    for turn in range(ROUNDS + 1):
        pair = (
            await rate(service, f"s{turn}", members=MEMBERS),
            await rate(limit, f"f{turn}", members=MEMBERS),
        )
        if turn:  # The first turn warms both up.
            ours.append(pair[0])
            theirs.append(pair[1])
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    return Measure(
        name="redeem_service", value=statistics.median(ours), unit="redemptions/s",
        limit=statistics.median(theirs), ratio=ratio, bound=0.5,
        what="through the service, 16 at a time ≥ 0.5 × one server-side function",
    )  # fmt: skip
