"""/home and /me: the first screen, and who is signed in."""

from datetime import datetime

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from app.kit.tiers import Tier
from app.ledger import Balance
from app.members import MemberView
from app.web import envelope
from app.web.answers import BEARER, answers
from app.web.guards import SignInRequired, bearer_required, public
from app.web.requests import HX
from app.web.viewers import Viewer
from app.web.views.home import Home, home


class Me(msgspec.Struct, frozen=True):
    """The member, the tier, and what may be spent."""

    member: MemberView
    tier: Tier
    balance: Balance


@get(
    "/home",
    guards=[public],
    summary="The first screen in one call",
    tags=["products"],
    security=[{}, *BEARER],
    responses=answers(Home, 304, 401),
)
async def show_home(
    request: HX, now: NamedDependency[datetime], viewer: NamedDependency[Viewer | None]
) -> Response[bytes]:
    """Shelves for everybody; with a token also the balance and what it can pay for."""
    return envelope.success(request, await home(viewer, at=now))


@get(
    "/me",
    guards=[bearer_required],
    summary="Who is signed in",
    tags=["member"],
    security=BEARER,
    responses=answers(Me, 304, 401),
)
async def show_me(request: HX, viewer: NamedDependency[Viewer | None]) -> Response[bytes]:
    """The member, the tier, and the balance of this moment."""
    if viewer is None:
        raise SignInRequired
    told = Me(viewer.member, viewer.member.tier, viewer.balance)
    return envelope.success(request, told)
