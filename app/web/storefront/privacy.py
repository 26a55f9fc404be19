"""/me/privacy: what a member allows, each decision with its time; and all that is kept."""

from datetime import datetime

import msgspec
from litestar import Controller, MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template

from app import members
from app.kit.throttle import throttle
from app.members import Purpose
from app.web.guards import member_required
from app.web.requests import HX
from app.web.shells import page
from app.web.viewers import Viewer
from app.web.views.export import export

PRIVACY = "/me/privacy"
CHANNEL = "web"
HOUR_SECONDS = 3600
MOST_EXPORTS = 5  # An hour: each reads everything that is kept about a member.


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
            purposes=list(Purpose), given=_given(viewer, log),
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
        await throttle(
            key=f"export:{viewer.member.id}", most=MOST_EXPORTS,
            window_seconds=HOUR_SECONDS, now=now,
        )  # fmt: skip
        told = await export(viewer, at=now)
        name = f'attachment; filename="laurel-{now:%Y-%m-%d}.json"'
        return Response(
            msgspec.json.format(msgspec.json.encode(told)),
            media_type=MediaType.JSON,
            headers={"Content-Disposition": name},
        )


def _given(viewer: Viewer, log: list[members.ConsentView]) -> dict[Purpose, bool]:
    """What counts now: the newest decision, and before the first what a new member has."""
    given = {
        Purpose.PERSONALISATION: viewer.member.is_personalised, Purpose.MARKETING: False
    }  # fmt: skip
    return given | {one.purpose: one.is_given for one in reversed(log)}
