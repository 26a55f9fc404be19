"""/tiers: the ladder, where I stand on it, and what each tier gets in this shop."""

from datetime import datetime

from litestar import get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Template

from app import catalogue
from app.kit.tiers import Tier
from app.web.guards import public
from app.web.requests import HX
from app.web.shells import page
from app.web.viewers import Viewer
from app.web.views.home import window_of
from app.web.views.ladder import ladder


@get("/tiers", guards=[public])
async def tiers(
    request: HX,
    state: State,
    now: NamedDependency[datetime],
    viewer: NamedDependency[Viewer | None],
) -> Template:
    """Show what each tier gets, from the prices and locks of this moment."""
    shops = [(await window_of(state.cache, tier, now)).cards for tier in Tier]
    return page(
        request, "storefront/tiers/page.html", active="me", viewer=viewer,
        rungs=ladder(
            shops, open_counts=await catalogue.open_counts(at=now),
            mine=viewer.member.tier if viewer else None,
        ),
        stream_url="/me/stream" if viewer else None,
    )  # fmt: skip
