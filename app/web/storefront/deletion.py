"""/me/deletion: leave for good, after a fresh code and a week to think again."""

from datetime import datetime

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template

from app import members, redemption
from app.kit.errors import MallError
from app.members import CodeSent
from app.web import refusals
from app.web.callers import address_of
from app.web.guards import member_required
from app.web.requests import HX
from app.web.shells import page
from app.web.viewers import Viewer

from .sign_in import demo_code

HERE = "/me/deletion"


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """The code that was sent to the member's own phone."""

    otp: str = ""


class LeavingController(Controller):
    path = HERE
    guards = [member_required]  # noqa: RUF012 - Litestar's way.

    @get("/")
    async def show(self, request: HX, viewer: NamedDependency[Viewer]) -> Template:
        """Say what would happen, and what stands in the way."""
        return await _page(request, viewer)

    @post("/codes", status_code=200)
    async def send_code(
        self, request: HX, viewer: NamedDependency[Viewer], now: NamedDependency[datetime]
    ) -> Template:
        """Send a code to the member's own phone; a cookie alone deletes nobody."""
        try:
            sent = await members.request_own_code(
                member_id=viewer.member.id, address=address_of(request), now=now
            )
        except members.CodeSentRecently as error:
            return await _page(request, viewer, error=error, is_asking=True)
        except MallError as error:
            return await _page(request, viewer, error=error)
        return await _page(request, viewer, sent=sent, is_asking=True)

    @post("/")
    async def create(
        self,
        data: URLEncodedBody[Proof],
        request: HX,
        viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Response[bytes] | Template | Redirect:
        """Begin to delete; a wrong code changes nothing."""
        try:
            await members.ask_farewell(member_id=viewer.member.id, code=data.otp, now=now)
        except MallError as error:
            return await _page(request, viewer, error=error, is_asking=True)
        return Redirect(HERE, status_code=303)

    @post("/withdrawal")
    async def withdraw(
        self, viewer: NamedDependency[Viewer], now: NamedDependency[datetime]
    ) -> Redirect:
        """Stay; everything is as before. Safe to repeat."""
        await members.withdraw_farewell(member_id=viewer.member.id, now=now)
        return Redirect(HERE, status_code=303)


async def _page(
    request: HX,
    viewer: Viewer,
    *,
    sent: CodeSent | None = None,
    error: MallError | None = None,
    is_asking: bool = False,
) -> Template:
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    return page(
        request, "storefront/me/deletion.html", active="me",
        status=problem.status if problem else 200, viewer=viewer, problem=problem, sent=sent,
        demo_code=demo_code(sent, error), is_asking=is_asking,
        owed=await redemption.count_owed(viewer.member.id),
        farewell=await members.farewell(viewer.member.id), stream_url="/me/stream",
    )  # fmt: skip
