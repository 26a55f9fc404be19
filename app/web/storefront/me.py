"""/me: who I am, how I like it, where parcels go; and the points that are always in view."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from app import achievements, members, redemption
from app.kit.errors import InvalidInput, MallError
from app.members import AddressForm, Language, TextSize, Theme
from app.settings import Settings
from app.web import languages, refusals
from app.web.guards import member_required
from app.web.requests import HX
from app.web.shells import chip_of, page
from app.web.sign_ins import sign_ins
from app.web.viewers import Viewer

ME = "/me"


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    nickname: str | None = None
    language: Language | None = None
    text_size: TextSize | None = None
    theme: Theme | None = None
    is_express: bool | None = None


class WrittenAddress(msgspec.Struct, frozen=True, kw_only=True):
    """An address as it was typed; kept as it is when it comes back with a refusal."""

    recipient: str = ""
    phone: str = ""
    region: str = ""
    detail: str = ""
    is_default: str = ""

    def checked(self) -> AddressForm:
        """Read it. Raises InvalidInput with the field."""
        given = {
            name: getattr(self, name).strip()
            for name in ("recipient", "phone", "region", "detail")
        }
        try:
            return msgspec.convert({**given, "is_default": bool(self.is_default)}, AddressForm)
        except msgspec.ValidationError as error:
            field = str(error).rpartition("$.")[2].rstrip("`")
            raise InvalidInput(
                field=field, reason="length" if given.get(field) else "missing"
            ) from error


class MeController(Controller):
    path = ME
    guards = [member_required]  # noqa: RUF012 - Litestar's way.

    @get("/")
    async def show(self, request: HX, viewer: NamedDependency[Viewer]) -> Template:
        """Show the profile, what is preferred, and the addresses."""
        return await _page(request, viewer)

    @post("/preferences")
    async def prefer(
        self,
        data: URLEncodedBody[Preferences],
        request: HX,
        viewer: NamedDependency[Viewer],
    ) -> Response[Any]:
        """Keep what the member prefers; the next page is already so."""
        try:
            await members.set_preferences(
                member_id=viewer.member.id, **msgspec.structs.asdict(data)
            )
        except MallError as error:
            return await _page(request, viewer, error=error)
        if data.language:
            request.scope["state"]["language_asked"] = data.language.value
        return Redirect(ME, status_code=303)

    @post("/addresses")
    async def add_address(
        self,
        data: URLEncodedBody[WrittenAddress],
        request: HX,
        viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Response[Any]:
        """Add an address; a refused one comes back as it was written."""
        try:
            await members.add_address(member_id=viewer.member.id, form=data.checked(), now=now)
        except MallError as error:
            return await _page(request, viewer, written=data, error=error)
        return Redirect(f"{ME}#addresses", status_code=303)

    @post("/addresses/{address_id:int}/default")
    async def prefer_address(
        self, address_id: FromPath[int], viewer: NamedDependency[Viewer]
    ) -> Redirect:
        """Send parcels here, unless another address is chosen."""
        await members.prefer_address(member_id=viewer.member.id, address_id=address_id)
        return Redirect(f"{ME}#addresses", status_code=303)

    @post("/addresses/{address_id:int}/removal")
    async def remove_address(
        self,
        address_id: FromPath[int],
        viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Redirect:
        """Remove an address for good."""
        await members.remove_address(member_id=viewer.member.id, address_id=address_id, now=now)
        return Redirect(f"{ME}#addresses", status_code=303)

    @get("/chip")
    async def chip(
        self, request: HX, viewer: NamedDependency[Viewer], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """Answer the chip's poll, and the open sheet's: 304 while nothing has changed."""
        drawn = chip_of(viewer, at=now)
        headers = {"HX-PTag": drawn.tag}
        if request.headers.get("hx-ptag") == drawn.tag:
            return Response(b"", status_code=304, headers=headers)
        return HTMXTemplate(
            template_name="storefront/me/chip.hx.html", context={"chip": drawn}, headers=headers
        )


async def _page(
    request: HX,
    viewer: Viewer,
    *,
    written: WrittenAddress | None = None,
    error: MallError | None = None,
) -> Template:
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    settings: Settings = request.app.state.settings
    return page(
        request, "storefront/me/page.html", active="me",
        status=problem.status if problem else 200, viewer=viewer,
        farewell=await members.farewell(viewer.member.id),
        pinned=await achievements.pinned(viewer.member.id),
        addresses=await members.addresses(member_id=viewer.member.id),
        sign_ins=await sign_ins(request, viewer.member.id, at=request.scope["state"]["now"]),
        written=written or WrittenAddress(), is_open=written is not None, problem=problem,
        languages=list(Language), spoken=Language(languages.current()),
        sizes=list(TextSize), themes=list(Theme), express_most=settings.express_most,
        undo_seconds=redemption.undo_seconds(settings.undo_seconds, settings.promise_seconds),
        stream_url="/me/stream",
    )  # fmt: skip
