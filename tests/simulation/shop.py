"""What every history begins with: a shop of each kind of product, and members with points."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import msgspec

from app import catalogue, fulfilment, ledger, members
from app.catalogue import AccountKind, Delivery, NewPrice, NewSlot, Pricing
from app.kit.texts import Text
from app.ledger import Receipt
from suppliers import Offer, SupplierConfig, registry
from tests.catalogue.conftest import PLAIN

from .model_supplier import ModelSupplier
from .storm import Clock

PHONE = {"account_kind": AccountKind.PHONE}
MIXED = {"pricing": Pricing.MIXED, "cost_fen": 20_000}
# slug: how it is delivered, what else is special, its price, its stock.
GOODS: dict[str, tuple[Delivery, dict[str, Any], NewPrice, int | None]] = {
    "topup": (Delivery.DIRECT, PHONE, NewPrice(points=100), None),
    "last-ones": (Delivery.DIRECT, PHONE, NewPrice(points=60), 3),
    "scarf": (Delivery.DIRECT, PHONE | MIXED, NewPrice(cash_fen=30_000), 30),
    "gamecard": (Delivery.CARD, {}, NewPrice(points=80), None),
    "tote": (Delivery.SHIPMENT, {}, NewPrice(points=120), 8),
    "forest": (Delivery.DONATION, {}, NewPrice(points=20), None),
    "lunch": (Delivery.BOOKING, {}, NewPrice(points=90), None),
}
SEATS = 4
SUPPLIERS = ("model-main", "model-backup")
FORM = members.AddressForm(
    recipient="林晚", phone="13800000001", region="上海市徐汇区", detail="武康路 1 号"
)


class Goods(msgspec.Struct, frozen=True):
    """What can be asked for, by id."""

    products: dict[str, int]
    slot_id: int
    address_id: int
    members: tuple[int, ...]


async def configure(clock: Clock) -> dict[str, ModelSupplier]:
    """Put the model suppliers where a process has its adapters; once per process."""
    models = {name: ModelSupplier(name, clock) for name in SUPPLIERS}

    def build(*, name: str, **_: Any) -> ModelSupplier:
        return models[name]

    build.KEYS = frozenset()  # type: ignore[attr-defined]  # As an adapter's class has it.
    registry.ADAPTERS["model"] = build  # type: ignore[assignment]
    offers = tuple(
        Offer(product=slug, sku=f"SKU-{slug}", cost_fen=100)
        for slug, (delivery, *_) in GOODS.items()
        if delivery in (Delivery.DIRECT, Delivery.CARD)
    )
    configs = [
        SupplierConfig(
            name=name, adapter="model", base_url="http://127.0.0.1:9", priority=priority,
            offers=offers, concurrency=64,
        )
        for priority, name in enumerate(SUPPLIERS, start=1)
    ]  # fmt: skip
    await fulfilment.gateway.configure(configs, time=clock)
    return models


async def open_shop(now: datetime, dice: Random) -> Goods:
    """Put everything on the shelf, and let four members earn some lots each."""
    await catalogue.add_category(category=catalogue.NewCategory(slug="shelf", name=PLAIN.title))
    products = {}
    for slug, (delivery, changes, price, stock) in GOODS.items():
        product = msgspec.structs.replace(PLAIN, slug=slug, delivery=delivery, **changes)
        products[slug] = await catalogue.add_product(product=product, now=now)
        await catalogue.set_price(product_id=products[slug], price=price)
        if stock is not None:
            await catalogue.set_stock(product_id=products[slug], total=stock)
    slot = NewSlot(
        starts_at=now + timedelta(days=60), place=Text("外滩", "Bund"), capacity=SEATS
    )
    slot_id = await catalogue.add_slot(product_id=products["lunch"], slot=slot)
    first, address_id = await _member_with_address(now)
    everybody = tuple(range(first, first + 4))
    for member_id in everybody:
        for number in range(dice.randint(3, 7)):
            await earn(member_id, f"gift:{member_id}:{number}", now, dice)
    return Goods(products, slot_id, address_id, everybody)


async def earn(member_id: int, reference: str, now: datetime, dice: Random) -> None:
    """Give a member a lot that lasts from an hour to a year."""
    hours = dice.choice((1, 5, 24, 47, 72, 200, 800, 8_760)) * dice.uniform(0.5, 1.5)
    points = dice.randint(60, 2_500)
    await ledger.earn(
        member_id=member_id, points=points, reference=reference, now=now,
        receipt=Receipt(rule="gift", inputs={"points": points}),
        expires_at=now + timedelta(hours=hours),
    )  # fmt: skip


async def _member_with_address(now: datetime) -> tuple[int, int]:
    sent = await members.request_code(phone=FORM.phone, address=None, now=now)
    assert sent.demo_code is not None
    member = await members.sign_in_with_code(phone=FORM.phone, code=sent.demo_code, now=now)
    kept = await members.add_address(member_id=member.id, form=FORM, now=now)
    return member.id, kept.id
