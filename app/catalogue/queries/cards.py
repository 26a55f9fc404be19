"""From a row to the fields of a card; the list and the page share them."""

from typing import Any

import msgspec

from app.kit.texts import Text
from app.kit.tiers import Tier

from .. import policy
from ..schemas import AccountKind, Delivery, Layer, Pricing


def card_fields(row: Any, tier: Tier) -> dict[str, Any]:
    """Translate what ProductCard and ProductView have in common."""
    minimum = Tier(row["tier_minimum"])
    return {
        "id": row["id"],
        "slug": row["slug"],
        "version": row["version"],
        "title": Text(row["title_zh"], row["title_en"]),
        "summary": Text(row["summary_zh"], row["summary_en"]),
        "category": row["category_slug"],
        "layer": Layer(row["layer"]),
        "delivery": Delivery(row["delivery"]),
        "pricing": Pricing(row["pricing"]),
        **_price_fields(row),
        "image": next(iter(images(row)), ""),
        "stock_band": (
            policy.stock_band(row["available"], row["total"]) if row["has_stock_row"] else None
        ),
        "tier_minimum": minimum,
        "is_locked": not tier.reaches(minimum),
        "account_kind": AccountKind(row["account_kind"] or "none"),
        "limit_per_member": row["limit_per_member"],
        "limit_per_redemption": row["limit_per_redemption"],
        "opens_at": row["opens_at"],
        "closes_at": row["closes_at"],
    }


def images(row: Any) -> tuple[str, ...]:
    return msgspec.json.decode(row["images"], type=tuple[str, ...])


def written_captions(row: Any) -> dict[str, Text]:
    return msgspec.json.decode(row["captions"], type=dict[str, Text])


def captions(row: Any) -> tuple[Text, ...]:
    """Say of each picture what is on it; by its title where nobody wrote it down."""
    said = written_captions(row)
    title = Text(row["title_zh"], row["title_en"])
    return tuple(said.get(one, title) for one in images(row))


def _price_fields(row: Any) -> dict[str, Any]:
    """Show the list price only beside a lower one."""
    return {
        "points": row["unit_points"],
        "cash_fen": row["unit_cash_fen"],
        "list_points": _if_other(row["list_points"], row["unit_points"]),
        "list_cash_fen": _if_other(row["list_cash_fen"], row["unit_cash_fen"]),
        "price_ends_at": row["price_ends_at"],
    }


def _if_other(listed: int | None, unit: int | None) -> int | None:
    return listed if listed != unit else None
