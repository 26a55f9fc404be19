"""/me/achievements: the badges I have, those I am near, and three that stand on my page."""

from datetime import datetime
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app import achievements
from app.achievements import Achievement, BadgeId, PinsFull, Show
from app.kit.errors import NotFound
from app.web import refusals
from app.web.guards import member_required
from app.web.requests import HX
from app.web.shells import page, shell_of
from app.web.viewers import Viewer
from app.web.views.achievements import SPRITE, share_card

WALL = "/me/achievements"


class AchievementController(Controller):
    path = WALL
    guards = [member_required]  # noqa: RUF012 - Litestar's way.

    @get("/")
    async def index(
        self, request: HX, viewer: NamedDependency[Viewer], now: NamedDependency[datetime]
    ) -> Template:
        """Show the wall; `?show=` lets through what is earned, or what is still open."""
        wall = await achievements.wall(viewer.member, at=now)
        show = Show.of(request.query_params.get("show"))
        return page(
            request, "storefront/achievements/page.html", active="me", viewer=viewer,
            wall=wall, show=show, shows=list(Show), shown=wall.shown(show),
            fresh=[one for one in wall.achievements if one.is_new], stream_url="/me/stream",
        )  # fmt: skip

    @post("/sightings")
    async def greet(
        self, request: HX, viewer: NamedDependency[Viewer], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """Take note that what is new was seen. Safe to repeat."""
        await achievements.mark_seen(member_id=viewer.member.id, now=now)
        if request.wants_fragment:
            return Response(b"", status_code=204)
        return Redirect(WALL, status_code=303)

    @get("/{badge:str}")
    async def show(
        self, badge: FromPath[str], request: HX, viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Template:  # fmt: skip
        """Show one badge with its story; a hidden one is there only for who has it."""
        return _page(request, viewer, await _mine(viewer, badge, now))

    @get("/{badge:str}/card.svg")
    async def card(
        self, badge: FromPath[str], request: HX, viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Template:  # fmt: skip
        """Draw the card of an earned badge, to be shared: the name on it is masked."""
        one = await _mine(viewer, badge, now)
        if not one.is_earned:
            raise NotFound
        sprite: bytes = request.app.state.assets.files[SPRITE].plain
        return Template(
            template_name="storefront/achievements/card.svg",
            context={
                "card": share_card(one, viewer.member, sprite),
                "brand_name": shell_of(request).brand_name,
            },
            media_type="image/svg+xml",
            headers={"Content-Disposition": f'inline; filename="laurel-{one.badge}.svg"'},
        )

    @post("/{badge:str}/pin")
    async def pin(
        self, badge: FromPath[str], request: HX, viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Response[Any]:  # fmt: skip
        """Pin an earned badge to my page; the fourth is refused beside the badge."""
        try:
            await achievements.pin(member_id=viewer.member.id, badge=_known(badge))
        except PinsFull as error:
            return _page(request, viewer, await _mine(viewer, badge, now), error=error)
        return Redirect(f"{WALL}/{badge}", status_code=303)

    @post("/{badge:str}/pin/removal")
    async def unpin(self, badge: FromPath[str], viewer: NamedDependency[Viewer]) -> Redirect:
        """Take a badge down from my page. Safe to repeat."""
        await achievements.unpin(member_id=viewer.member.id, badge=_known(badge))
        return Redirect(f"{WALL}/{badge}", status_code=303)


def _page(
    request: HX, viewer: Viewer, one: Achievement, *, error: PinsFull | None = None
) -> Template:
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    return page(
        request, "storefront/achievements/show.html", active="me", viewer=viewer, one=one,
        problem=problem, status=problem.status if problem else 200, stream_url="/me/stream",
    )  # fmt: skip


def _known(written: str) -> BadgeId:
    """Read the name of a badge. Raises NotFound."""
    if written not in set(BadgeId):
        raise NotFound
    return BadgeId(written)


async def _mine(viewer: Viewer, written: str, now: datetime) -> Achievement:
    """Find a badge on the member's own wall. Raises NotFound, also for one still hidden."""
    badge = _known(written)
    wall = await achievements.wall(viewer.member, at=now)
    for one in wall.achievements:
        if one.badge is badge:
            return one
    raise NotFound
