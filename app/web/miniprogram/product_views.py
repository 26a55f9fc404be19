"""Products as programs read them: a card's fields, its price in words, its pictures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from app.catalogue import (
    AccountKind,
    Delivery,
    Layer,
    Pricing,
    ProductCard,
    ProductForSale,
    ProductView,
    StockBand,
)
from app.kit.pictures import WIDTHS
from app.kit.texts import Text
from app.kit.tiers import Tier
from app.settings import Settings
from app.web.assets import Assets
from app.web.models import Model, model_of
from app.web.pictures import Picture, picture_of
from app.web.prices import price_text
from app.web.requests import HX
from app.web.viewers import Viewer
from app.web.views.actions import Action, action_of
from app.web.views.goals import progress_towards
from app.web.views.home import Home, window_of
from app.web.views.ladder import TierPrice, tier_prices
from app.web.views.similar import similar
from app.web.views.sums import Sum, estimate

from .goal import GoalView, goal_view
from .parameters import CHANNEL, Fields

# Two cards stand side by side: half a screen at the densest of phones.
WIDEST_CARD = 750
# What a first screen shows of a row; the list has the rest.
SHELF = 6


class ProductSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A product in a list; `price_text` is its price as a page would write it.

    `fields=card` leaves out the second half, and of the picture what is as wide as a screen.
    """

    id: int
    slug: str
    title: Text
    layer: Layer
    delivery: Delivery
    points: int | None
    cash_fen: int | None
    list_points: int | None
    list_cash_fen: int | None
    price_text: str
    stock_band: StockBand | None
    tier_minimum: Tier
    is_locked: bool
    opens_at: datetime | None
    closes_at: datetime | None
    picture: Picture
    version: int | UnsetType = UNSET
    summary: Text | UnsetType = UNSET
    category: str | UnsetType = UNSET
    pricing: Pricing | UnsetType = UNSET
    price_ends_at: datetime | UnsetType | None = UNSET
    image: str | UnsetType = UNSET
    account_kind: AccountKind | UnsetType = UNSET
    limit_per_member: int | UnsetType | None = UNSET
    limit_per_redemption: int | UnsetType = UNSET


class ProductDetail(ProductView, frozen=True, kw_only=True):
    """One product, what may be done with it, and for a member what one piece would cost.

    `tier_prices` are the steps of its price, none where all pay the same; `goal` is how far it
    is, if the member saves for it; `similar` are cards of others that can be had.
    """

    price_text: str
    picture: Picture
    pictures: tuple[Picture, ...]
    model: Model | None
    action: Action
    estimate: Sum | None
    tier_prices: tuple[TierPrice, ...]
    goal: GoalView | None
    similar: tuple[ProductSummary, ...]


class ProductShelf(msgspec.Struct, frozen=True):
    """Products of one layer."""

    layer: Layer
    products: tuple[ProductSummary, ...]


def summaries(
    request: HX, cards: Sequence[ProductCard], fields: Fields = Fields.FULL
) -> list[ProductSummary]:
    """Make a list of cards ready to be read by a program, whole or as a card draws them."""
    assets: Assets = request.app.state.assets
    is_whole = fields is Fields.FULL
    return [_summary(card, assets, is_whole=is_whole) for card in cards]


async def detail(
    request: HX, found: ProductForSale, viewer: Viewer | None, *, at: datetime
) -> ProductDetail:
    """Add to one product what the first look at its page needs."""
    assets: Assets = request.app.state.assets
    tier = viewer.member.tier if viewer else Tier.BASIC
    settings: Settings = request.app.state.settings
    action = await action_of(found, viewer=viewer, settings=settings, at=at)
    window = await window_of(request.app.state.cache, tier, at)
    others = similar(found, window.cards, action, at=at)
    return ProductDetail(
        **_fields(found, ProductView),
        price_text=price_text(found.points, found.cash_fen),
        picture=picture_of(found.image, found.title, assets),
        pictures=tuple(
            picture_of(path, caption, assets, has_crops=True)
            for path, caption in zip(found.images, found.captions, strict=True)
        ),
        model=model_of(found, assets),
        action=action,
        estimate=estimate(found, viewer, CHANNEL, at=at) if viewer else None,
        tier_prices=tuple(tier_prices(found, tier=tier)),
        goal=_goal(found, viewer),
        similar=tuple(summaries(request, others, Fields.CARD)),
    )


def shelves(request: HX, shown: Home, fields: Fields) -> tuple[ProductShelf, ...]:
    """Put the first screen's products onto shelves again."""
    return tuple(
        ProductShelf(layer, tuple(summaries(request, cards[:SHELF], fields)))
        for layer, cards in shown.layers.items()
    )


def _summary(card: ProductCard, assets: Assets, *, is_whole: bool) -> ProductSummary:
    told = _fields(card)
    if not is_whole:
        told = {name: told[name] for name in told if name in _ON_A_CARD}
    widest = WIDTHS[-1] if is_whole else WIDEST_CARD
    return ProductSummary(
        **told,
        price_text=price_text(card.points, card.cash_fen),
        picture=picture_of(card.image, card.title, assets, widest=widest),
    )


_ON_A_CARD = frozenset(
    one.name for one in msgspec.structs.fields(ProductSummary) if one.required
)


def _goal(found: ProductView, viewer: Viewer | None) -> GoalView | None:
    """Tell how far it is when it is what the member saves for."""
    if viewer is None or viewer.member.goal_product_id != found.id:
        return None
    return goal_view(progress_towards(found, available=viewer.balance.available))


def _fields(card: ProductCard, shown: type[ProductCard] = ProductCard) -> dict[str, Any]:
    """Take what is shown; a product knows more, such as what it costs us."""
    return {name: getattr(card, name) for name in shown.__struct_fields__}
