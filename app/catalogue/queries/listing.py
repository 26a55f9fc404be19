"""The list: filtered, sorted, and paged by the place of the last card seen."""

import base64
from datetime import datetime

import msgspec

from app.kit import db, paging
from app.kit.errors import InvalidInput
from app.kit.tiers import Tier

from .. import policy
from ..schemas import Filters, ProductCard, Sort
from .cards import card_fields

BEFORE_ALL = -(2**63)

# One statement. Every order is one ascending number and then the id, so one comparison of
# rows continues any page. Words are looked for with strpos, to which % and _ mean nothing.
_BROWSE = """
SELECT product.id, product.slug, version, title_zh, title_en, summary_zh, summary_en, layer,
       delivery, pricing, images, tier_minimum, account_kind, limit_per_member,
       limit_per_redemption, opens_at, closes_at, category.slug AS category_slug,
       cost.*, goods.*, place.number
  FROM product
  JOIN category ON category.id = product.category
 CROSS JOIN LATERAL catalogue_price(product.id, product.floor_points, $1, $2) AS cost
 CROSS JOIN LATERAL catalogue_left(product.id, $2) AS goods
 CROSS JOIN LATERAL (SELECT coalesce(unit_points, (unit_cash_fen + 9) / 10) AS points) AS worth
 CROSS JOIN LATERAL (SELECT CASE $3 WHEN 'newest' THEN -product.id
                                    WHEN 'cheapest' THEN worth.points
                                    WHEN 'dearest' THEN -worth.points
                                    WHEN 'popular' THEN -product.popularity
                                    ELSE product.position END AS number) AS place
 WHERE product.state = 'live' AND (product.closes_at IS NULL OR product.closes_at > $2)
   AND worth.points IS NOT NULL
   AND ($4::text IS NULL OR category.slug = $4)
   AND ($5::text IS NULL OR product.layer = $5)
   AND ($6::text IS NULL OR product.delivery = $6)
   AND ($7::bigint IS NULL OR (unit_points <= $7 AND product.tier_minimum = ANY($1)))
   AND (NOT $8::boolean OR NOT has_stock_row OR available > 0)
   AND ($9::text[] IS NULL OR NOT EXISTS (
       SELECT FROM unnest($9) AS word WHERE strpos(lower(concat_ws(' ', title_zh, title_en,
              summary_zh, summary_en)), lower(word)) = 0))
   AND (place.number, product.id) > ($10::bigint, $11::bigint)
 ORDER BY place.number, product.id LIMIT $12 OFFSET $13"""

_COUNT = f"WITH found AS ({_BROWSE}) SELECT count(*)::int AS total FROM found"  # noqa: S608


async def browse(
    *,
    filters: Filters,
    tier: Tier,
    at: datetime,
    cursor: str | None = None,
    limit: int | None = None,
    page: int = 1,
) -> paging.Page[ProductCard]:
    """List live products, priced for `tier`; what is not open yet or locked is listed too.

    `page` counts from 1 after the cursor, for callers that number pages. Raises InvalidInput
    for a filter out of bounds or a cursor of another order.
    """
    wanted = policy.checked(filters)
    size = paging.size(limit)
    given = _given(wanted, tier, at, cursor)
    rows = await db.fetch(_BROWSE, *given, size + 1, (page - 1) * size)
    cards = [ProductCard(**card_fields(row, tier)) for row in rows[:size]]
    last = rows[size - 1] if len(rows) > size else None
    return paging.Page(
        cards, _cursor(wanted.sort, last["number"], last["id"]) if last else None
    )


async def count(*, filters: Filters, tier: Tier, at: datetime) -> int:
    """Count what `browse` lists in all its pages. Raises InvalidInput."""
    given = _given(policy.checked(filters), tier, at, None)
    row = await db.fetch_one(_COUNT, *given, None, 0)
    assert row is not None
    return int(row["total"])


def _given(wanted: Filters, tier: Tier, at: datetime, cursor: str | None) -> tuple[object, ...]:
    """The parameters of `_BROWSE` in order, all but the last two."""
    return (
        policy.tiers_up_to(tier),
        at,
        wanted.sort,
        wanted.category,
        wanted.layer,
        wanted.delivery,
        wanted.affordable,
        wanted.in_stock,
        policy.words(wanted.q),
        *_place(cursor, wanted.sort),
    )


def _cursor(sort: Sort, number: int, product_id: int) -> str:
    place = msgspec.json.encode((sort, number, product_id))
    return base64.urlsafe_b64encode(place).decode().rstrip("=")


def _place(cursor: str | None, sort: Sort) -> tuple[int, int]:
    """Read where the last page ended."""
    if not cursor:
        return BEFORE_ALL, 0
    try:
        place = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        sorted_by, number, product_id = msgspec.json.decode(place, type=tuple[Sort, int, int])
    except (ValueError, msgspec.MsgspecError) as error:
        raise InvalidInput(field="cursor", reason="unreadable") from error
    if sorted_by is not sort or max(abs(number), abs(product_id)) >= 2**63:
        raise InvalidInput(field="cursor", reason="unreadable")
    return number, product_id
