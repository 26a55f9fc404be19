"""/tiers: the ladder, where I stand on it, and what each tier gets in this shop."""

from datetime import datetime

from litestar import Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Template

from app import catalogue, loyalty
from app.kit.tiers import Tier
from app.web.guards import member_required, public
from app.web.requests import HX
from app.web.shells import page
from app.web.viewers import Viewer
from app.web.views.home import window_of
from app.web.views.ladder import ladder
from app.web.views.tiers import progress


@get("/tiers", guards=[public])
async def tiers(
    request: HX,
    state: State,
    now: NamedDependency[datetime],
    viewer: NamedDependency[Viewer | None],
) -> Template:
    """Show what each tier takes and gets, from the prices and locks of this moment."""
    shops = [(await window_of(state.cache, tier, now)).cards for tier in Tier]
    mine = viewer.member.tier if viewer else None
    return page(
        request, "storefront/tiers/page.html", active="me", viewer=viewer,
        rungs=ladder(
            shops, open_counts=await catalogue.open_counts(at=now), mine=mine,
            thresholds=loyalty.thresholds(),
        ),
        standing=await progress(viewer.member, at=now) if viewer else None,
        stream_url="/me/stream" if viewer else None,
    )  # fmt: skip


@get("/me/tier", guards=[member_required])
async def repaint(request: HX, viewer: NamedDependency[Viewer]) -> Response[None]:
    """Let a page that shows another tier than the member's be drawn anew."""
    is_old = request.query_params.get("shown") != viewer.member.tier
    return Response(None, status_code=204, headers={"HX-Refresh": "true"} if is_old else {})
