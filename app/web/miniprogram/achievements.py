"""/me/achievements: the wall, as the page shows it."""

from datetime import datetime

from litestar import Response, get
from litestar.di import NamedDependency

from app import achievements
from app.achievements import Wall
from app.members import MemberView
from app.web import envelope
from app.web.answers import BEARER, answers
from app.web.guards import bearer_required
from app.web.requests import HX


@get(
    "/me/achievements",
    guards=[bearer_required],
    summary="The achievement wall",
    tags=["member"],
    security=BEARER,
    responses=answers(Wall, 304, 401),
)
async def show_wall(
    request: HX, member: NamedDependency[MemberView], now: NamedDependency[datetime]
) -> Response[bytes]:
    """Every badge, the earned ones first: `earned_at` is null for the others, `has` of `goal`
    tells how far they are. A hidden one has no `badge` until it is earned. `permille` is null
    while there are too few members for a share."""
    return envelope.success(request, await achievements.wall(member, at=now))
