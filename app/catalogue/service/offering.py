"""What operators do: put products on shelves, price them, count them, retire them.

Every change lets the product's version grow.
"""

from datetime import datetime

import msgspec

from app.kit import db, pinyin
from app.kit.errors import InvalidInput, NotFound

from .. import policy
from ..errors import SlugTaken, StockTooSmall
from ..schemas import NewCategory, NewPrice, NewProduct, NewSlot, Pricing

_ADD_CATEGORY = """
INSERT INTO category (slug, name_zh, name_en, position) VALUES ($1, $2, $3, $4)
ON CONFLICT (slug) DO NOTHING RETURNING id"""

_ADD_PRODUCT = """
INSERT INTO product (slug, category, layer, delivery, pricing, title_zh, title_en,
       summary_zh, summary_en, description_zh, description_en, images, account_kind,
       face_fen, floor_points, tier_minimum, limit_per_member, limit_per_redemption,
       position, popularity, opens_at, closes_at, captions, model, cost_fen, files,
       valid_days, search, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13, $14, $15, $16, $17,
        $18, $19, $20, $21, $22, $23::jsonb, $24, $25, $26::jsonb, $27, $28, $29)
ON CONFLICT (slug) DO NOTHING RETURNING id"""

_DROP_PRICE = """
DELETE FROM price WHERE product = $1 AND kind = $2 AND tier = $3
   AND starts_at IS NOT DISTINCT FROM $4"""

_ADD_PRICE = """
INSERT INTO price (product, kind, tier, points, cash_fen, starts_at, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"""

# A total below what is reserved and sold changes nothing and returns no row.
_SET_STOCK = """
INSERT INTO stock (product, slot, total, available) VALUES ($1, $2, $3, $3)
ON CONFLICT (product, slot) DO UPDATE
   SET total = excluded.total, available = excluded.total - stock.reserved - stock.sold
 WHERE excluded.total >= stock.reserved + stock.sold
RETURNING id"""

_ADD_SLOT = """
INSERT INTO slot (product, starts_at, place_zh, place_en) VALUES ($1, $2, $3, $4)
RETURNING id"""


@db.atomic
async def add_category(*, category: NewCategory) -> int:
    """Put up a shelf and return its id. Raises SlugTaken."""
    row = await db.fetch_one(
        _ADD_CATEGORY, category.slug, category.name.zh, category.name.en, category.position
    )
    if row is None:
        raise SlugTaken(slug=category.slug)
    return int(row["id"])


@db.atomic
async def add_product(*, product: NewProduct, now: datetime) -> int:
    """Put a product on its shelf and return its id; without a price it is not shown.

    Raises InvalidInput, NotFound for an unknown category, SlugTaken.
    """
    policy.check_product(product)
    shelf = await db.fetch_one("SELECT id FROM category WHERE slug = $1", product.category)
    if shelf is None:
        raise NotFound(category=product.category)
    row = await db.fetch_one(_ADD_PRODUCT, *_values(product, shelf["id"]), now)
    if row is None:
        raise SlugTaken(slug=product.slug)
    return int(row["id"])


@db.atomic
async def set_price(*, product_id: int, price: NewPrice) -> int:
    """Set the price of this kind, tier and start, replacing the one before it.

    Exactly one of points and cash value, as the product's pricing says. Raises
    InvalidInput and NotFound.
    """
    policy.check_price(price, Pricing(await _bump_version(product_id)))
    key = (product_id, price.kind, price.tier)
    await db.fetch(_DROP_PRICE, *key, price.starts_at)
    row = await db.fetch_one(
        _ADD_PRICE, *key, price.points, price.cash_fen, price.starts_at, price.ends_at
    )
    assert row is not None
    return int(row["id"])


@db.atomic
async def set_stock(*, product_id: int, total: int, slot_id: int | None = None) -> None:
    """Limit a product, or one slot of it, to `total` pieces, the sold ones included.

    Raises StockTooSmall when more is already reserved and sold; NotFound.
    """
    await _bump_version(product_id)
    if await db.fetch_one(_SET_STOCK, product_id, slot_id, total) is None:
        raise StockTooSmall(total=total)


@db.atomic
async def add_slot(*, product_id: int, slot: NewSlot) -> int:
    """Add a bookable time and place with its capacity; returns the slot's id."""
    await _bump_version(product_id)
    row = await db.fetch_one(
        _ADD_SLOT, product_id, slot.starts_at, slot.place.zh, slot.place.en
    )
    assert row is not None
    await db.fetch(_SET_STOCK, product_id, row["id"], slot.capacity)
    return int(row["id"])


@db.atomic
async def set_pictures(*, product_id: int, images: tuple[str, ...]) -> None:
    """Show these pictures, the first on cards too. Raises InvalidInput for none, NotFound."""
    if not images:
        raise InvalidInput(field="images", reason="missing")
    await _bump_version(product_id)
    kept = msgspec.json.encode(images).decode()
    await db.fetch("UPDATE product SET images = $2::jsonb WHERE id = $1", product_id, kept)


@db.atomic
async def retire(*, product_id: int) -> None:
    """Take a product off the shelves; what was redeemed stays owed. Safe to repeat."""
    await _bump_version(product_id)
    await db.fetch("UPDATE product SET state = 'retired' WHERE id = $1", product_id)


async def _bump_version(product_id: int) -> str:
    """Count a change, lock the product, and return its pricing."""
    row = await db.fetch_one(
        "UPDATE product SET version = version + 1 WHERE id = $1 RETURNING pricing", product_id
    )
    if row is None:
        raise NotFound(product_id=product_id)
    return str(row["pricing"])


def _values(product: NewProduct, category_id: int) -> tuple[object, ...]:
    """The columns of `_ADD_PRODUCT` in order, all but the last."""
    return (
        product.slug,
        category_id,
        product.layer,
        product.delivery,
        product.pricing,
        product.title.zh,
        product.title.en,
        product.summary.zh,
        product.summary.en,
        product.description.zh,
        product.description.en,
        msgspec.json.encode(product.images).decode(),
        product.account_kind,
        product.face_fen,
        product.floor_points,
        product.tier_minimum,
        product.limit_per_member,
        product.limit_per_redemption,
        product.position,
        product.popularity,
        product.opens_at,
        product.closes_at,
        _captions(product),
        product.model,
        product.cost_fen,
        msgspec.json.encode(product.files).decode(),
        product.valid_days,
        pinyin.keys(product.title.zh),
    )


def _captions(product: NewProduct) -> str:
    """Keep what is on a picture with its path: pictures change their order."""
    said = zip(product.images, product.captions, strict=False)
    return msgspec.json.encode(dict(said)).decode()
