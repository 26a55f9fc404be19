"""What a visitor may do with a product: decided here, drawn by each face."""

from datetime import datetime
from enum import StrEnum

import msgspec

from app.catalogue import Pricing, ProductCard, StockBand
from app.kit.tiers import Tier
from app.web.viewers import Viewer


class ActionKind(StrEnum):
    REDEEM = "redeem"
    SHORT = "short"
    TIER = "tier"
    SOLD_OUT = "sold_out"
    NOT_STARTED = "not_started"
    SIGN_IN = "sign_in"
    LIMIT = "limit"


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """The one thing to do next; only what its kind needs is set."""

    kind: ActionKind
    short: int | None = None
    tier: Tier | None = None
    opens_at: datetime | None = None
    limit: int | None = None

    @property
    def may_save(self) -> bool:
        """Whether saving for it is what is left to do."""
        return self.kind in (ActionKind.SHORT, ActionKind.SOLD_OUT)

    @property
    def wants_another(self) -> bool:
        """Whether only something else can be had instead."""
        return self.kind in (ActionKind.SOLD_OUT, ActionKind.LIMIT)

    @property
    def may_redeem(self) -> bool:
        return self.kind is ActionKind.REDEEM


def action_for(
    product: ProductCard, *, viewer: Viewer | None, at: datetime, taken: int = 0
) -> Action:
    """Decide what stands on the button. `taken` is what the member has had already.

    What nobody can have comes first, then who asks, then what they lack.
    """
    if not product.is_open(at):
        return Action(kind=ActionKind.NOT_STARTED, opens_at=product.opens_at)
    if product.stock_band is StockBand.OUT:
        return Action(kind=ActionKind.SOLD_OUT)
    if viewer is None:
        return Action(kind=ActionKind.SIGN_IN)
    if not viewer.member.tier.reaches(product.tier_minimum):
        return Action(kind=ActionKind.TIER, tier=product.tier_minimum)
    if product.limit_per_member is not None and taken >= product.limit_per_member:
        return Action(kind=ActionKind.LIMIT, limit=product.limit_per_member)
    short = _short(product, viewer.balance.available)
    if short > 0:
        return Action(kind=ActionKind.SHORT, short=short)
    return Action(kind=ActionKind.REDEEM)


def _short(product: ProductCard, available: int) -> int:
    """Count what is missing for one piece; a cash leg is never short."""
    return (product.points or 0) - available if product.pricing is Pricing.POINTS else 0
