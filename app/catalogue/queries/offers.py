"""What redemption asks: one product, priced, in one read."""

from datetime import datetime
from typing import Any

from app.kit import db
from app.kit.errors import NotFound
from app.kit.texts import Text
from app.kit.tiers import Tier

from .. import policy
from ..schemas import AccountKind, Delivery, Offer, Pricing, State

LARGEST_ID = 2**63 - 1

# Hot path, one statement: the primary key, then two inlined functions on price and stock.
_OFFER = """
SELECT product.id, product.slug, product.version, product.title_zh, product.title_en,
       product.delivery, product.pricing, product.floor_points, product.face_fen,
       product.cost_fen, product.limit_per_member, product.limit_per_redemption,
       product.tier_minimum, coalesce(product.account_kind, 'none') AS account_kind,
       product.state, product.opens_at, product.closes_at, cost.unit_points, cost.unit_cash_fen,
       goods.has_stock_row, goods.has_slots, goods.available
  FROM product
 CROSS JOIN LATERAL catalogue_price(product.id, product.floor_points, $2, $3) AS cost
 CROSS JOIN LATERAL catalogue_left(product.id, $3) AS goods
 WHERE product.id = $1"""


async def offer(*, product_id: int, tier: Tier, at: datetime) -> Offer:
    """Read all that a redemption must know of a product, priced for `tier`.

    Raises NotFound, NotOnSale (retired, closed, not open yet, without a price) and
    TierTooLow; sold out is for `reserve` to say.
    """
    if not 0 < product_id <= LARGEST_ID:
        raise NotFound(product_id=product_id)
    row = await db.fetch_one(_OFFER, product_id, policy.tiers_up_to(tier), at)
    if row is None:
        raise NotFound(product_id=product_id)
    found = _offer(row)
    policy.check_on_sale(offer=found, tier=tier, at=at)
    return found


async def face_fen(slug: str) -> int:
    """Tell the face value of one piece, as a supplier must be told; 0 without one.

    A retired product still has its own: what was redeemed is owed.
    """
    row = await db.fetch_one("SELECT face_fen FROM product WHERE slug = $1", slug)
    return int(row["face_fen"]) if row else 0


def _offer(row: Any) -> Offer:
    return Offer(
        id=row["id"],
        slug=row["slug"],
        version=row["version"],
        title=Text(row["title_zh"], row["title_en"]),
        delivery=Delivery(row["delivery"]),
        pricing=Pricing(row["pricing"]),
        unit_points=row["unit_points"],
        unit_cash_fen=row["unit_cash_fen"],
        floor_points=row["floor_points"],
        face_fen=row["face_fen"],
        cost_fen=row["cost_fen"],
        limit_per_member=row["limit_per_member"],
        limit_per_redemption=row["limit_per_redemption"],
        tier_minimum=Tier(row["tier_minimum"]),
        account_kind=AccountKind(row["account_kind"]),
        state=State(row["state"]),
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        has_stock_row=row["has_stock_row"],
        has_slots=row["has_slots"],
        available=(row["available"] or 0) if row["has_stock_row"] else None,
    )
