"""What a visitor may do with a product: decided here, drawn by each face."""

from datetime import datetime
from enum import StrEnum

import msgspec

from app import redemption
from app.catalogue import AccountKind, Pricing, ProductCard, StockBand
from app.kit.tiers import Tier
from app.redemption import LastAccount, Past
from app.settings import Settings
from app.web.callers import express_cap
from app.web.viewers import Viewer


class ActionKind(StrEnum):
    REDEEM = "redeem"
    SHORT = "short"
    TIER = "tier"
    SOLD_OUT = "sold_out"
    NOT_STARTED = "not_started"
    SIGN_IN = "sign_in"
    LIMIT = "limit"


class Express(msgspec.Struct, frozen=True, kw_only=True):
    """What one tap redeems: one piece for `points`, undone for so long.

    It goes to the account of an earlier redemption, `account_from`, which stays sealed.
    """

    points: int
    undo_seconds: int
    account_from: str | None = None
    account_masked: str | None = None


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """The one thing to do next; only what its kind needs is set.

    `express` is set when it may be redeemed in one tap, as the member has chosen, and was
    not so redeemed a moment ago.
    """

    kind: ActionKind
    short: int | None = None
    tier: Tier | None = None
    opens_at: datetime | None = None
    limit: int | None = None
    express: Express | None = None

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


async def action_of(
    product: ProductCard, *, viewer: Viewer | None, settings: Settings, at: datetime
) -> Action:
    """Decide what stands on the button, after one look at what the member has had."""
    cap = express_cap(settings, viewer.member) if viewer else None
    is_quick = cap is not None and redemption.may_express(
        product.delivery, product.points, most=cap
    )
    kind = product.account_kind if is_quick else AccountKind.NONE
    is_limited = product.limit_per_member is not None
    past = await _past(product, viewer, kind) if is_limited or is_quick else Past()
    action = action_for(product, viewer=viewer, at=at, taken=past.taken)
    has_account = kind is AccountKind.NONE or past.last is not None
    is_new = not redemption.is_again(past.tapped_at, at=at)
    if not (is_quick and has_account and is_new and action.may_redeem):
        return action
    return msgspec.structs.replace(action, express=_express(product, past.last, settings))


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


async def _past(product: ProductCard, viewer: Viewer | None, kind: AccountKind) -> Past:
    """Look for an account of this kind and count what was had."""
    if viewer is None:
        return Past()
    return await redemption.past(member_id=viewer.member.id, product_id=product.id, kind=kind)


def _express(product: ProductCard, last: LastAccount | None, settings: Settings) -> Express:
    return Express(
        points=product.points or 0,
        undo_seconds=redemption.undo_seconds(settings.undo_seconds, settings.promise_seconds),
        account_from=str(last.redemption_id) if last else None,
        account_masked=last.masked if last else None,
    )


def _short(product: ProductCard, available: int) -> int:
    """Count what is missing for one piece; a cash leg is never short."""
    return (product.points or 0) - available if product.pricing is Pricing.POINTS else 0
