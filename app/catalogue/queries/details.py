"""One product's page, its slots, and the shelves."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict

import msgspec

from app.kit import db
from app.kit.errors import NotFound
from app.kit.texts import Text
from app.kit.tiers import Tier

from .. import policy
from ..schemas import CategoryView, ProductForSale, SlotView, StockLevel
from .cards import captions, card_fields, images
from .offers import LARGEST_ID


class SlotRow(TypedDict):
    """A slot as it is read, alone or with its product."""

    id: int
    starts_at: datetime
    place_zh: str
    place_en: str
    available: int
    total: int


_SLOTS = """
SELECT slot.id, slot.starts_at, slot.place_zh, slot.place_en, stock.available, stock.total
  FROM slot JOIN stock ON stock.product = slot.product AND stock.slot = slot.id
 WHERE slot.product = $1 AND slot.starts_at > $2
 ORDER BY slot.starts_at, slot.id LIMIT 200"""

# Served by the unique slug or the primary key; a closed or retired product has no page.
_PRODUCT = f"""
SELECT product.*, category.slug AS category_slug, category.name_zh, category.name_en,
       cost.*, goods.*,
       ARRAY(SELECT coalesce(each.unit_points, each.unit_cash_fen)
               FROM generate_subscripts($5::text[], 1) AS step
              CROSS JOIN LATERAL catalogue_price(
                    product.id, product.floor_points, ($5::text[])[1:step], $2) AS each
              ORDER BY step) AS tier_units,
       CASE WHEN has_slots THEN (
           SELECT json_agg(ahead ORDER BY starts_at, id)
             FROM ({_SLOTS.replace("$1", "product.id")}) AS ahead) END AS slots
  FROM product
  JOIN category ON category.id = product.category
 CROSS JOIN LATERAL catalogue_price(product.id, product.floor_points, $1, $2) AS cost
 CROSS JOIN LATERAL catalogue_left(product.id, $2) AS goods
 WHERE product.id = coalesce($3::bigint, (SELECT id FROM product WHERE slug = $4))
   AND product.state = 'live' AND (product.closes_at IS NULL OR product.closes_at > $2)
   AND coalesce(unit_points, unit_cash_fen) IS NOT NULL"""  # noqa: S608

_SLOT = """
SELECT slot.id, slot.starts_at, slot.place_zh, slot.place_en, stock.available, stock.total
  FROM slot JOIN stock ON stock.product = slot.product AND stock.slot = slot.id
 WHERE slot.id = $1"""

_STOCK_LEVELS = """
SELECT p.slug, s.total, s.available FROM stock s JOIN product p ON p.id = s.product
 WHERE s.slot IS NULL AND p.state = 'live' ORDER BY p.slug"""

_UNKNOWN = """
SELECT slug FROM unnest($1::text[]) AS given(slug)
 WHERE NOT EXISTS (SELECT FROM product WHERE product.slug = given.slug) ORDER BY slug"""


async def product(
    *, tier: Tier, at: datetime, slug: str | None = None, product_id: int | None = None
) -> ProductForSale:
    """Read one live product by its slug or its id, priced for `tier`. Raises NotFound."""
    is_slug = slug is not None and slug.isprintable() and len(slug) <= 60
    if not is_slug and not 0 < (product_id or 0) <= LARGEST_ID:
        raise NotFound
    row = await db.fetch_one(
        _PRODUCT,
        policy.tiers_up_to(tier),
        at,
        product_id,
        slug,
        policy.tiers_up_to(Tier.DIAMOND),
    )
    if row is None:
        raise NotFound
    ahead = msgspec.json.decode(row["slots"] or "[]", type=list[SlotRow])
    return ProductForSale(
        **card_fields(row, tier),
        category_name=Text(row["name_zh"], row["name_en"]),
        description=Text(row["description_zh"], row["description_en"]),
        images=images(row),
        face_fen=row["face_fen"],
        slots=tuple(_slot(one) for one in ahead),
        tier_units=tuple(row["tier_units"]),
        captions=captions(row),
        model_path=row["model"],
        cost_fen=row["cost_fen"],
    )


async def slots(*, product_id: int, at: datetime) -> tuple[SlotView, ...]:
    """List the slots that lie ahead, the next first; sold-out ones are marked, not hidden."""
    rows = await db.fetch(_SLOTS, product_id, at)
    return tuple(_slot(row) for row in rows)


async def slot(slot_id: int) -> SlotView:
    """Show one slot, past or ahead. Raises NotFound."""
    row = await db.fetch_one(_SLOT, slot_id)
    if row is None:
        raise NotFound
    return _slot(row)


async def cover_images(product_ids: Iterable[int]) -> dict[int, str]:
    """Name the first picture of each product, retired ones too."""
    rows = await db.fetch(
        "SELECT id, images FROM product WHERE id = ANY($1::bigint[])", list(product_ids)
    )
    return {row["id"]: next(iter(images(row)), "") for row in rows}


async def categories() -> tuple[CategoryView, ...]:
    """List the shelves in their order."""
    rows = await db.fetch(
        "SELECT id, slug, name_zh, name_en FROM category ORDER BY position, id"
    )
    return tuple(
        CategoryView(id=row["id"], slug=row["slug"], name=Text(row["name_zh"], row["name_en"]))
        for row in rows
    )


async def stock_levels() -> tuple[StockLevel, ...]:
    """List the stocks of what is on sale; slots, which pass by themselves, are left out."""
    rows = await db.fetch(_STOCK_LEVELS)
    return tuple(StockLevel(**dict(row)) for row in rows)


async def unknown_slugs(slugs: Iterable[str]) -> list[str]:
    """Tell which of these name no product at all, not even a retired one."""
    return [row["slug"] for row in await db.fetch(_UNKNOWN, list(slugs))]


def _slot(row: Any) -> SlotView:
    return SlotView(
        id=row["id"],
        starts_at=row["starts_at"],
        place=Text(row["place_zh"], row["place_en"]),
        available=row["available"],
        stock_band=policy.stock_band(row["available"], row["total"]),
    )
