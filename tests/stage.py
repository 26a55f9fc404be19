"""The mall on a stage: a shop, suppliers over sockets, workers by hand, a clock to turn."""

import math
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from app import catalogue, fulfilment, ledger, payments, redemption, subscriptions
from app.catalogue import AccountKind, Delivery, NewPrice, Pricing
from app.kit import db, outbox
from app.kit.clock import Stopwatch
from app.kit.tiers import Tier
from app.ledger import Receipt
from app.redemption import Placing, RedemptionRequest, RedemptionView
from suppliers import Offer, Patience, SupplierConfig
from suppliers.fake.truth import Truth
from tests.catalogue.conftest import PLAIN

SECRET = "a-secret-of-the-fake"
CALM = Patience(
    connect_seconds=2,
    submit_deadline_seconds=2,
    query_deadline_seconds=2,
    submit_attempts=2,
    query_attempts=2,
    wait_seconds=0.01,
    wait_max_seconds=0.02,
)


PHONE = {"account_kind": AccountKind.PHONE}
MIXED = {"pricing": Pricing.MIXED, "cost_fen": 26_000}
# slug: how it is delivered, what else is special, its price, its stock.
GOODS: dict[str, tuple[Delivery, dict[str, Any], NewPrice, int | None]] = {
    "topup-50": (Delivery.DIRECT, PHONE, NewPrice(points=500), None),
    "last-one": (Delivery.DIRECT, PHONE, NewPrice(points=100), 1),
    "gamecard-30": (Delivery.CARD, {}, NewPrice(points=300), None),
    "tote-bag": (Delivery.SHIPMENT, {}, NewPrice(points=800), 10),
    "forest": (Delivery.DONATION, {}, NewPrice(points=50), None),
    "coffee": (Delivery.COUPON, {}, NewPrice(points=30), None),
    "scarf": (Delivery.DIRECT, PHONE | MIXED, NewPrice(cash_fen=39_900), 5),
}


class Clock:
    """A clock that stands still until a test turns it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Stage:
    """What a journey needs: `place` as a member, `work` as the workers, `clock` to turn."""

    def __init__(self, clock: Clock, products: dict[str, int], truths: list[Path]) -> None:
        self.clock = clock
        self.products = products
        self.truths = truths
        self.placed = 0

    async def member(self, *, points: int, member_id: int = 1) -> int:
        """Give a member points of one lot that lasts two years."""
        await ledger.earn(
            member_id=member_id,
            points=points,
            reference=f"gift:{member_id}",
            receipt=Receipt(rule="gift", inputs={"points": points}),
            now=self.clock.now,
        )
        return member_id

    async def place(
        self,
        slug: str,
        *,
        account: str | None = None,
        member_id: int = 1,
        key: str | None = None,
        points: int | None = None,
        undo_seconds: int = 0,
        promise_seconds: int = 172_800,
        express_cap: int | None = None,
        **more: int,
    ) -> RedemptionView:
        """Redeem one product as a basic member."""
        self.placed += 1
        return await redemption.place(
            request=RedemptionRequest(
                product_id=self.products[slug], account=account, points=points, **more
            ),
            placing=Placing(
                member_id=member_id,
                tier=Tier.BASIC,
                idempotency_key=key or f"key-{self.placed}",
                promise_seconds=promise_seconds,
                payment_window_seconds=900,
                payment_provider="fake",
                undo_seconds=undo_seconds,
                express_cap=express_cap,
            ),
            now=self.clock.now,
        )

    async def work(self, rounds: int = 6) -> None:
        """Let relay, dispatcher and payments run, a second apart; more where they took it."""
        for _ in range(rounds):
            watch = Stopwatch(self.clock.now)
            await self.relay()
            await fulfilment.jobs.apply_callbacks(now=self.clock.now)
            await self.dispatch()
            await payments.apply_notices(now=self.clock.now)
            await payments.poll_payments(now=self.clock.now)
            await payments.send_refunds(now=self.clock.now)
            self.clock.turn(max(1, math.ceil(watch.seconds)))

    async def relay(self) -> None:
        for delivery in await outbox.claim(now=self.clock.now):
            await subscriptions.handle(delivery.name, delivery.payload, now=self.clock.now)
            await outbox.done([delivery.id], now=self.clock.now)

    async def dispatch(self) -> None:
        await fulfilment.jobs.dispatch(
            now=self.clock.now, callback_base="http://127.0.0.1:9/callbacks/suppliers"
        )

    async def watch(self) -> int:
        """Let one watchdog look at the promises."""
        return await fulfilment.jobs.keep_promises(now=self.clock.now)

    async def state(self, placed: RedemptionView) -> str:
        return (await redemption.redemption(placed.id, member_id=None)).state.value

    async def available(self, member_id: int = 1) -> int:
        return (await ledger.balance(member_id=member_id, at=self.clock.now)).available

    async def cases(self) -> list[str]:
        """Name the kinds of all cases, oldest first."""
        page = await fulfilment.cases(is_open=False, limit=50)
        return [case.kind.value for case in reversed(page.items)]

    def deliveries(self) -> list[dict[str, object]]:
        """What the suppliers themselves say they delivered by now."""
        told = [line for path in self.truths for line in Truth(path).summary(self.clock.now)]
        return [line for line in told if line["delivered"]]

    async def stock(self, slug: str) -> tuple[int, int, int]:
        row = await db.fetch_one(
            "SELECT available, reserved, sold FROM stock WHERE product = $1",
            self.products[slug],
        )
        assert row is not None
        return row["available"], row["reserved"], row["sold"]


def supplier(name: str, base_url: str, priority: int) -> SupplierConfig:
    """A fake supplier that sells what the stage's shop offers."""
    offers = tuple(
        Offer(product=slug, sku=f"SKU-{slug}", cost_fen=100)
        for slug in ("topup-50", "video-month", "last-one", "gamecard-30", "scarf")
    )
    return SupplierConfig(
        name=name, adapter="fake", base_url=base_url, keys={"secret": SECRET},
        priority=priority, offers=offers,
    )  # fmt: skip


async def open_shop(now: datetime) -> dict[str, int]:
    """Put the stage's products on the shelf; returns their ids by slug."""
    await catalogue.add_category(category=catalogue.NewCategory(slug="shelf", name=PLAIN.title))
    ids = {}
    for slug, (delivery, changes, price, stock) in GOODS.items():
        product = msgspec.structs.replace(PLAIN, slug=slug, delivery=delivery, **changes)
        ids[slug] = await catalogue.add_product(product=product, now=now)
        await catalogue.set_price(product_id=ids[slug], price=price)
        if stock is not None:
            await catalogue.set_stock(product_id=ids[slug], total=stock)
    return ids
