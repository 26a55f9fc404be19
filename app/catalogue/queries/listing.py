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
from .shop import SHOP

BEFORE_ALL = -(2**63)

# One statement. Every order is one ascending number and then the id, so one comparison of
# rows continues any page; what fits is counted before. Words are looked for with strpos, to
# which % and _ mean nothing; in pinyin from the beginning of a syllable.
_BROWSE = f"""
WITH shop AS ({SHOP}), fitting AS (
    SELECT *, CASE $3 WHEN 'newest' THEN -id
                      WHEN 'cheapest' THEN worth
                      WHEN 'dearest' THEN -worth
                      WHEN 'popular' THEN -popularity
                      ELSE position END AS number
      FROM shop
     WHERE ($4::text IS NULL OR category_slug = $4)
       AND ($5::text IS NULL OR layer = $5)
       AND ($6::text[] IS NULL OR delivery = ANY($6))
       AND ($7::text IS NULL OR pricing = $7)
       AND ($8::bigint IS NULL OR (unit_points > $8 AND may_be_had))
       AND ($9::bigint IS NULL OR (unit_points <= $9 AND may_be_had))
       AND (NOT $10::boolean OR is_left)
       AND ($11::text[] IS NULL OR NOT EXISTS (
           SELECT FROM unnest($11) AS word WHERE strpos(lower(concat_ws(' ', title_zh,
                  title_en, summary_zh, summary_en)), lower(word)) = 0
              AND strpos(search, ' ' || lower(word)) = 0)))
SELECT *, (SELECT count(*)::int FROM fitting) AS total FROM fitting
 WHERE (number, id) > ($12::bigint, $13::bigint)
 ORDER BY number, id LIMIT $14 OFFSET $15"""  # noqa: S608

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
        cards,
        _cursor(wanted.sort, last["number"], last["id"]) if last else None,
        rows[0]["total"] if rows else 0,
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
        policy.deliveries(wanted),
        wanted.pricing,
        wanted.nearly,
        policy.most_points(wanted),
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
