"""The window of the shop: its first cards, and what a number of points can reach."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.kit import db
from app.kit.texts import Text
from app.kit.tiers import Tier

from .. import policy
from ..schemas import CategoryView, Front, ProductCard, Reach
from .cards import card_fields
from .shop import SHOP

# A category without a product is one row without a card.
_FRONT = f"""
WITH shop AS ({SHOP}), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY category ORDER BY position, id) AS in_category,
           row_number() OVER (PARTITION BY layer ORDER BY position, id) AS in_layer
      FROM shop)
SELECT ranked.*, shelf.id AS shelf_id, shelf.slug AS shelf_slug, shelf.name_zh, shelf.name_en,
       shelf.position AS shelf_position
  FROM category AS shelf
  LEFT JOIN ranked ON ranked.category = shelf.id AND least(in_category, in_layer) <= $3
 ORDER BY ranked.position, ranked.id"""  # noqa: S608

_REACH = f"""
WITH shop AS ({SHOP}), mine AS (
    SELECT * FROM shop WHERE may_be_had AND is_left AND unit_points <= $4
), chosen AS (
   (SELECT 'affordable' AS shelf, mine.* FROM mine WHERE unit_points <= $3
     ORDER BY unit_points DESC, id LIMIT $5)
    UNION ALL
   (SELECT 'nearly', mine.* FROM mine WHERE unit_points > $3 ORDER BY unit_points, id LIMIT $5)
    UNION ALL
   (SELECT 'goal', shop.* FROM shop WHERE id = $6))
SELECT * FROM chosen
 ORDER BY CASE shelf WHEN 'affordable' THEN -unit_points ELSE unit_points END, id"""  # noqa: S608

# $1 are all tiers in the ladder's order: the first `step` of them are whose prices one gets.
_OPEN = """
SELECT step, count(*)::int AS total
  FROM generate_subscripts($1::text[], 1) AS step
 CROSS JOIN product
 CROSS JOIN LATERAL catalogue_price(
       product.id, product.floor_points, ($1::text[])[1:step], $2) AS cost
 WHERE product.state = 'live' AND (product.closes_at IS NULL OR product.closes_at > $2)
   AND coalesce(unit_points, unit_cash_fen) IS NOT NULL
   AND product.tier_minimum = ANY(($1::text[])[1:step])
 GROUP BY step"""


async def front(*, tier: Tier, at: datetime, most: int) -> Front:
    """Read the first `most` cards of each category and of each layer, and all categories."""
    rows = await db.fetch(_FRONT, policy.tiers_up_to(tier), at, most)
    shelves = {row["shelf_id"]: row for row in rows}.values()
    in_order = sorted(shelves, key=lambda row: (row["shelf_position"], row["shelf_id"]))
    return Front(
        cards=_cards((row for row in rows if row["id"] is not None), tier),
        categories=tuple(_category(row) for row in in_order),
    )


async def reach(
    *, tier: Tier, at: datetime, points: int, most: int, goal_id: int | None = None
) -> Reach:
    """Choose what `points` alone pay for now, and what a fifth more would, `most` of each.

    The dearest stands first of what can be had, the nearest first of what nearly can.
    """
    rows = await db.fetch(
        _REACH, policy.tiers_up_to(tier), at, points, policy.nearly_most(points), most, goal_id
    )
    on = {
        shelf: _cards((row for row in rows if row["shelf"] == shelf), tier)
        for shelf in ("affordable", "nearly", "goal")
    }
    return Reach(
        affordable=on["affordable"], nearly=on["nearly"], goal=next(iter(on["goal"]), None)
    )


async def open_counts(*, at: datetime) -> dict[Tier, int]:
    """Count the products that each tier may have, sold out or not yet open ones among them."""
    tiers = policy.tiers_up_to(Tier.DIAMOND)
    found = {row["step"]: row["total"] for row in await db.fetch(_OPEN, tiers, at)}
    return {Tier(tier): found.get(step, 0) for step, tier in enumerate(tiers, 1)}


def _cards(rows: Iterable[Any], tier: Tier) -> tuple[ProductCard, ...]:
    return tuple(ProductCard(**card_fields(row, tier)) for row in rows)


def _category(row: Any) -> CategoryView:
    return CategoryView(
        id=row["shelf_id"], slug=row["shelf_slug"], name=Text(row["name_zh"], row["name_en"])
    )
