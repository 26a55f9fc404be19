"""/me/stream: one stream a page; each message is nothing but pieces of the page."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage
from litestar.utils.scope.state import ScopeState
from markupsafe import Markup

from app import ledger, members
from app.kit import clock
from app.web import languages, programs
from app.web.guards import member_required
from app.web.live import Change, Live
from app.web.requests import HX
from app.web.shells import chip_of
from app.web.viewers import Viewer, is_still_signed_in

from .redemption_page import shown

Message = ServerSentEventMessage | str


@get("/me/stream", guards=[member_required])
async def stream(
    request: HX, live: NamedDependency[Live], viewer: NamedDependency[Viewer]
) -> ServerSentEvent:
    """Tell the page of this member what changes, from its present state on."""
    written = request.query_params.get("redemption", "")
    watched = programs.number(written) if written else None
    if watched is not None:  # Raises NotFound for another member's, before the stream begins.
        await shown(request, watched, viewer.member.id, clock.now())
    told = _messages(request, live, viewer, watched)
    return ServerSentEvent(told, headers={"X-Accel-Buffering": "no"})


async def _messages(
    request: HX, live: Live, viewer: Viewer, watched: int | None
) -> AsyncIterator[Message]:
    """Begin with what may have changed since the page was drawn, then follow."""
    language = str(request.scope["state"]["language"])
    is_first = True
    going_on = partial(is_still_signed_in, request)
    async for change in live.stream(viewer.member.id, may_go_on=going_on):
        languages.use(language)
        if is_first or (change and change.kind == "points"):
            yield await _chip(request, viewer)
        if (change and change.kind == "tier") or (is_first and await _is_old(request, viewer)):
            yield _repaint(request)
        if watched is not None and (is_first or change == Change("redemption", watched)):
            yield await _redemption(request, viewer, watched)
        if change is None:
            yield ServerSentEventMessage(comment="still here")
        is_first = False


async def _is_old(request: HX, viewer: Viewer) -> bool:
    """Tell whether the page was drawn for another tier than the member has by now.

    Read after the stream listens, so that no change falls between.
    """
    drawn_for = request.query_params.get("tier")
    return drawn_for not in (None, (await members.member(viewer.member.id)).tier)


def _repaint(request: HX) -> str:
    """Let the page ask to be drawn anew: a tier is seen in every colour of it."""
    shown = request.query_params.get("tier", "")
    name = "storefront/tiers/_news.html"
    return _piece(request, "tier-news", name, swap="innerHTML", shown=shown)


async def _chip(request: HX, viewer: Viewer) -> str:
    """Draw the chip, and its twin in the sheet: dropped where no sheet is open."""
    now = clock.now()
    balance = await ledger.balance(viewer.member.id, now)
    chip = chip_of(Viewer(member=viewer.member, balance=balance), at=now)
    return _piece(request, "points-chip", "shared/_points_chip.html", chip=chip) + _piece(
        request, "sheet-chip", "storefront/redeem/_chip.html", chip=chip
    )


async def _redemption(request: HX, viewer: Viewer, redemption_id: int) -> str:
    seen = await shown(request, redemption_id, viewer.member.id, clock.now())
    name = "storefront/redemptions/_redemption.html"
    return _piece(request, f"redemption-{redemption_id}", name, shown=seen)


def _piece(
    request: HX,
    target: str,
    name: str,
    *,
    swap: str = "outerMorph transition:false",
    **context: Any,
) -> str:
    """Draw a partial with the template that drew the page, around it where it goes."""
    engine: Any = request.app.template_engine
    token = ScopeState.from_scope(request.scope).csrf_token
    field = Markup('<input type="hidden" name="_csrf_token" value="{}">').format(token)
    drawn = engine.get_template(name).render(request=request, csrf_input=field, **context)
    return f'<hx-partial hx-target="#{target}" hx-swap="{swap}">{drawn}</hx-partial>'
