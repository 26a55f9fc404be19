"""A shelf, and a product that is easy to vary."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec
import pytest

from app import catalogue
from app.catalogue import Delivery, Layer, NewCategory, NewPrice, NewProduct, Pricing
from app.kit.texts import Text

PLAIN = NewProduct(
    slug="notebook",
    category="shelf",
    layer=Layer.STARTER,
    delivery=Delivery.SHIPMENT,
    pricing=Pricing.POINTS,
    title=Text("月桂笔记本", "Laurel notebook"),
    summary=Text("一百页空白。", "A hundred blank pages."),
    description=Text("线装。", "Thread-bound."),
    images=("/static/img/products/notebook.svg",),
)

Put = Callable[..., Awaitable[int]]


@pytest.fixture
async def put(database: None, now: datetime) -> Put:
    """Puts a product on the shelf: `await put(slug="x", points=500, stock=3)`."""
    await catalogue.add_category(category=NewCategory(slug="shelf", name=Text("书桌", "Desk")))

    async def put(
        *,
        points: int | None = 500,
        cash_fen: int | None = None,
        stock: int | None = None,
        **changes: object,
    ) -> int:
        product = msgspec.structs.replace(PLAIN, **changes)
        product_id = await catalogue.add_product(product=product, now=now)
        if points or cash_fen:
            price = NewPrice(points=None if cash_fen else points, cash_fen=cash_fen)
            await catalogue.set_price(product_id=product_id, price=price)
        if stock is not None:
            await catalogue.set_stock(product_id=product_id, total=stock)
        return product_id

    return put
