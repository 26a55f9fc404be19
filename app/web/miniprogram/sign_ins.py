"""/me/sign-ins: where the member is signed in, and signing out there."""

from datetime import datetime

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.web import envelope, sign_ins
from app.web.answers import BEARER, answers
from app.web.guards import bearer_required
from app.web.requests import HX
from app.web.sign_ins import SignedIn


class SignInsController(Controller):
    path = "/me/sign-ins"
    guards = (bearer_required,)
    tags = ("member",)
    security = BEARER

    @get(
        "/",
        summary="Where the member is signed in",
        responses=answers(list[SignedIn], 304, 401),
    )
    async def index(
        self, request: HX, member_id: NamedDependency[int], now: NamedDependency[datetime]
    ) -> Response[bytes]:
        """Browsers and mini-programs, this one first; told coarsely, and there is one page."""
        found = await sign_ins.sign_ins(request, member_id, at=now)
        return envelope.success(request, found, next_cursor=None)

    @post(
        "/{sign_in_id:str}/revocation",
        summary="Sign out in one place",
        status_code=200,
        responses=answers(list[SignedIn], 401, 404),
    )
    async def end(
        self,
        sign_in_id: FromPath[str],
        request: HX,
        member_id: NamedDependency[int],
        now: NamedDependency[datetime],
    ) -> Response[bytes]:
        """End it at once, streams included; answered with what is left."""
        await sign_ins.end(sign_in_id, member_id=member_id, now=now)
        left = await sign_ins.sign_ins(request, member_id, at=now)
        return envelope.success(request, left, next_cursor=None)

    @post(
        "/revocation",
        summary="Sign out everywhere else",
        status_code=200,
        responses=answers(list[SignedIn], 401),
    )
    async def end_others(
        self, request: HX, member_id: NamedDependency[int], now: NamedDependency[datetime]
    ) -> Response[bytes]:
        """End every other sign-in at once; answered with this one. Safe to repeat."""
        await sign_ins.end_others(request, member_id, now=now)
        left = await sign_ins.sign_ins(request, member_id, at=now)
        return envelope.success(request, left, next_cursor=None)
