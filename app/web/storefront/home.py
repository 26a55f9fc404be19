"""/: what is on its way, what you can have now, what is almost yours, and the shelves."""

from datetime import datetime

import msgspec
from litestar import get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Template
from markupsafe import Markup

from app.catalogue import CategoryView, Layer
from app.web.guards import public
from app.web.requests import HX
from app.web.shells import page
from app.web.viewers import Viewer
from app.web.views.home import Home
from app.web.views.home import home as gather

from . import drawing


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
    seen = await gather(viewer, cache=state.cache, at=now)
    available = viewer.balance.available if viewer else 0
    return page(
        request, "storefront/home/page.html", active="home", viewer=viewer, now=now,
        affordable=drawing.cards(request, seen.affordable, at=now, place="now"),
        nearly=drawing.cards(request, seen.nearly, at=now, place="near", available=available),
        standing=seen.standing, goal=seen.goal,
        goal_image=drawing.picture_url(request, seen.goal.product.image) if seen.goal else "",
        on_the_way=seen.on_the_way, shelves=_shelves(request, seen, now), layers=list(Layer),
        stream_url="/me/stream" if viewer else None,
    )  # fmt: skip


def _shelves(request: HX, seen: Home, at: datetime) -> list[Shelf]:
    return [
        Shelf(one, drawing.cards(request, seen.collections[one.slug], at=at, place="shelf"))
        for one in seen.categories
        if seen.collections[one.slug]
    ]
