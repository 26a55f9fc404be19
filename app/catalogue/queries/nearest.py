"""What comes nearest when nothing is all that was wished for, and what a word may become."""

from datetime import datetime

from app.kit import db
from app.kit.tiers import Tier

from .. import policy
from ..schemas import Filters, ProductCard
from .cards import card_fields
from .shop import SHOP

# Each wish counts once, the words by the share of their pieces that occur.
_NEAREST = f"""
WITH shop AS ({SHOP})
SELECT shop.*, coalesce((category_slug = $3)::int, 0) + coalesce((layer = $4)::int, 0)
       + coalesce((delivery = ANY($5::text[]))::int, 0) + coalesce((pricing = $6)::int, 0)
       + coalesce((unit_points <= $7 AND may_be_had)::int, 0) + 2 * coalesce((
           SELECT avg((strpos(lower(concat_ws(' ', title_zh, title_en, summary_zh, summary_en,
                  search)), piece) > 0)::int) FROM unnest($8::text[]) AS piece), 0) AS fits
  FROM shop
 WHERE is_left
 ORDER BY fits DESC, may_be_had DESC, popularity DESC, id LIMIT $9"""  # noqa: S608


async def nearest(
    *, filters: Filters, tier: Tier, at: datetime, most: int
) -> tuple[ProductCard, ...]:
    """Choose what fulfils the most wishes, of equals what is redeemed most.

    Raises InvalidInput.
    """
    wanted = policy.checked(filters)
    rows = await db.fetch(
        _NEAREST, policy.tiers_up_to(tier), at, wanted.category, wanted.layer,
        policy.deliveries(wanted), wanted.pricing, policy.most_points(wanted),
        policy.pieces(wanted.q), most,
    )  # fmt: skip
    return tuple(ProductCard(**card_fields(row, tier)) for row in rows)
