"""/me/privacy: what a member allows, each decision with its time; and all that is kept."""

from datetime import datetime

import msgspec
from litestar import Controller, MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template

from app import members
from app.members import Purpose
from app.web.guards import member_required
from app.web.requests import HX
from app.web.shells import page
from app.web.viewers import Viewer
from app.web.views.consents import given
from app.web.views.export import allow_export, export

PRIVACY = "/me/privacy"
CHANNEL = "web"


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One switch; a box that is not ticked sends nothing."""

    purpose: Purpose
    is_given: str = ""


class PrivacyController(Controller):
    path = PRIVACY
    guards = [member_required]  # noqa: RUF012 - Litestar's way.

    @get("/")
    async def show(self, request: HX, viewer: NamedDependency[Viewer]) -> Template:
        """Show what is allowed, how it came about, and the ways to take or delete it all."""
        log = await members.consents(viewer.member.id)
        return page(
            request, "storefront/me/privacy.html", active="me", viewer=viewer, log=log,
            purposes=list(Purpose), given=given(viewer.member, log),
            farewell=await members.farewell(viewer.member.id), stream_url="/me/stream",
        )  # fmt: skip

    @post("/consents")
    async def decide(
        self,
        data: URLEncodedBody[Decision],
        viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Redirect:
        """Keep a decision; the next page already follows it."""
        await members.decide(
            member_id=viewer.member.id, purpose=data.purpose, is_given=bool(data.is_given),
            channel=CHANNEL, now=now,
        )  # fmt: skip
        return Redirect(f"{PRIVACY}#consents", status_code=303)

    @get("/export")
    async def export(
        self, viewer: NamedDependency[Viewer], now: NamedDependency[datetime]
    ) -> Response[bytes]:
        """Hand over all that is kept about the member, as one file."""
        await allow_export(viewer.member.id, now=now)
        told = await export(viewer, at=now)
        name = f'attachment; filename="laurel-{now:%Y-%m-%d}.json"'
        return Response(
            msgspec.json.format(msgspec.json.encode(told)),
            media_type=MediaType.JSON,
            headers={"Content-Disposition": name},
        )
