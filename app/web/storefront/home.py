"""/: what you can have now, what is almost yours, and the shelves."""

from datetime import datetime

import msgspec
from litestar import get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Template
from markupsafe import Markup

from app import catalogue
from app.catalogue import CategoryView, Layer, ProductCard
from app.kit.tiers import Tier
from app.web.guards import public
from app.web.requests import HX
from app.web.shells import page
from app.web.viewers import Viewer
from app.web.views.choices import affordable, nearly

from . import drawing
from .goals import member_goal
from .short_cache import ShortCache

SHOWN = 50
A_ROW = 10


class Window(msgspec.Struct, frozen=True):
    """What stands in the window: the first cards of the shop, and its shelves."""

    cards: list[ProductCard]
    categories: tuple[CategoryView, ...]


class Shelf(msgspec.Struct, frozen=True):
    """One row of drawn cards."""

    category: CategoryView
    cards: list[Markup]


@get("/", guards=[public])
async def home(
    request: HX,
    state: State,
    now: NamedDependency[datetime],
    viewer: NamedDependency[Viewer | None],
) -> Template:
    """Show the first page, for a member beginning with what they can have."""
    tier = viewer.member.tier if viewer else Tier.BASIC
    window = await window_of(state.cache, tier, now)
    available = viewer.balance.available if viewer else 0
    # Chosen by somebody's points only for who allows it.
    own = window.cards if viewer and viewer.member.is_personalised else []
    now_yours = affordable(own, available=available, at=now)[:A_ROW]
    almost = nearly(own, available=available, at=now)[:A_ROW]
    goal = await member_goal(viewer, window.cards, at=now) if viewer else None
    return page(
        request, "storefront/home/page.html", active="home", viewer=viewer,
        affordable=drawing.cards(request, now_yours, at=now, place="now"),
        nearly=drawing.cards(request, almost, at=now, place="near", available=available),
        goal=goal, goal_image=drawing.picture_url(request, goal.product.image) if goal else "",
        shelves=_shelves(request, window, now), layers=list(Layer),
        stream_url="/me/stream" if viewer else None,
    )  # fmt: skip


async def window_of(cache: ShortCache, tier: Tier, at: datetime) -> Window:
    """Read the window of a tier; members of one tier share it for a moment."""

    async def read() -> Window:
        found = await catalogue.browse(
            filters=catalogue.Filters(), tier=tier, at=at, limit=SHOWN
        )
        return Window(found.items, await catalogue.categories())

    return await cache.get(("window", tier), read)


def _shelves(request: HX, window: Window, at: datetime) -> list[Shelf]:
    rows = []
    for category in window.categories:
        found = [one for one in window.cards if one.category == category.slug][:A_ROW]
        if found:
            rows.append(Shelf(category, drawing.cards(request, found, at=at, place="shelf")))
    return rows
