"""/me/sign-ins: signing out elsewhere. The list itself stands on /me."""

from datetime import datetime

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.web import sign_ins
from app.web.guards import member_required
from app.web.requests import HX
from app.web.viewers import Viewer

BACK = "/me#sign-ins"


class SignInsController(Controller):
    path = "/me/sign-ins"
    guards = [member_required]  # noqa: RUF012 - Litestar's way.

    @post("/{sign_in_id:str}/revocation")
    async def end(
        self,
        sign_in_id: FromPath[str],
        viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Redirect:
        """Sign out in one place."""
        await sign_ins.end(sign_in_id, member_id=viewer.member.id, now=now)
        return Redirect(BACK, status_code=303)

    @post("/revocation")
    async def end_others(
        self, request: HX, viewer: NamedDependency[Viewer], now: NamedDependency[datetime]
    ) -> Redirect:
        """Sign out everywhere but here."""
        await sign_ins.end_others(request, viewer.member.id, now=now)
        return Redirect(BACK, status_code=303)
