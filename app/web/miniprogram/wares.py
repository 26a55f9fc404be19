"""Products as programs read them: a card's fields, its price in words, its pictures."""

from datetime import datetime
from typing import Any

import msgspec

from app import redemption
from app.catalogue import Layer, ProductCard, ProductView
from app.web.assets import Assets
from app.web.filters import points as spelled_points
from app.web.filters import yuan
from app.web.languages import ngettext
from app.web.pictures import Picture, picture_of
from app.web.requests import HX
from app.web.viewers import Viewer
from app.web.views.actions import Action, action_for
from app.web.views.home import Home
from app.web.views.sums import Sum, estimate


class Ware(ProductCard, frozen=True, kw_only=True):
    """A product in a list; `price_text` is its price as a page would write it."""

    price_text: str
    picture: Picture


class WareInFull(ProductView, frozen=True, kw_only=True):
    """One product, what may be done with it, and for a member what one piece would cost."""

    price_text: str
    picture: Picture
    pictures: tuple[Picture, ...]
    action: Action
    estimate: Sum | None


class WareShelf(msgspec.Struct, frozen=True):
    """Products of one layer."""

    layer: Layer
    products: tuple[Ware, ...]


def wares(request: HX, cards: list[ProductCard] | tuple[ProductCard, ...]) -> list[Ware]:
    """Make a list of cards ready to be read by a program."""
    assets: Assets = request.app.state.assets
    return [
        Ware(**_fields(card), price_text=price_text(card.points, card.cash_fen),
             picture=picture_of(card.image, card.title, assets))
        for card in cards
    ]  # fmt: skip


async def in_full(
    request: HX, found: ProductView, viewer: Viewer | None, *, at: datetime
) -> WareInFull:
    """Add to one product what the first look at its page needs."""
    assets: Assets = request.app.state.assets
    taken = await _taken(found, viewer)
    return WareInFull(
        **_fields(found),
        price_text=price_text(found.points, found.cash_fen),
        picture=picture_of(found.image, found.title, assets),
        pictures=tuple(picture_of(one, found.title, assets) for one in found.images),
        action=action_for(found, viewer=viewer, at=at, taken=taken),
        estimate=estimate(found, available=viewer.balance.available) if viewer else None,
    )


def shelves(request: HX, shown: Home) -> tuple[WareShelf, ...]:
    """Put the first screen's products onto shelves again."""
    return tuple(
        WareShelf(one.layer, tuple(wares(request, one.products))) for one in shown.shelves
    )


def price_text(points: int | None, cash_fen: int | None) -> str:
    """Write a price in the caller's language, as the pages do: 800 points, ¥399.00."""
    said = []
    if points:
        counted = ngettext("%(shown)s point", "%(shown)s points", points)
        said.append(counted % {"shown": spelled_points(points)})
    if cash_fen:
        said.append(yuan(cash_fen))
    return " + ".join(said)


async def _taken(found: ProductView, viewer: Viewer | None) -> int:
    if viewer is None or found.limit_per_member is None:
        return 0
    return await redemption.taken(member_id=viewer.member.id, product_id=found.id)


def _fields(card: ProductCard) -> dict[str, Any]:
    return {name: getattr(card, name) for name in card.__struct_fields__}
