"""/redemptions: give points, watch it arrive, pay, cancel, see the codes."""

from datetime import datetime
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.plugins.htmx import ClientRedirect, HTMXTemplate
from litestar.response import Redirect, Template

from app import catalogue, fulfilment, payments, redemption
from app.kit.errors import MallError, NotFound
from app.kit.idempotency import IdempotencyKeyMissing
from app.redemption import NotPayable, Placing
from app.settings import Settings
from app.web.callers import express_cap, masked_address, placing_key
from app.web.guards import member_required
from app.web.programs import number
from app.web.requests import HX
from app.web.shells import page
from app.web.viewers import Viewer
from app.web.views.redemptions import listed, tracked

from . import drawing, redeem
from .redeem_form import RedeemForm
from .redemption_page import draw, shown
from .tabs import Tab, counts_of, states_of

CHANNEL = "web"
LONGEST_KEY = 64


class RedemptionController(Controller):
    path = "/redemptions"
    guards = [member_required]  # noqa: RUF012 - Litestar's way.

    @get("/")
    async def index(self, request: HX, viewer: NamedDependency[Viewer]) -> Template:
        """List the member's redemptions, newest first, under one tab."""
        tab = Tab.of(request.query_params.get("tab"))
        found = await redemption.redemptions(
            member_id=viewer.member.id,
            states=states_of(tab),
            cursor=request.query_params.get("cursor"),
        )
        images = await catalogue.cover_images([one.product_id for one in found.items])
        return page(
            request, "storefront/redemptions/page.html", active="redemptions", tab=tab,
            tabs=counts_of(await redemption.counts(viewer.member.id)),
            redemptions=[listed(one) for one in found.items],
            images={one: drawing.picture_url(request, path) for one, path in images.items()},
            next_url=f"/redemptions?tab={tab}&cursor={found.next_cursor}"
            if found.next_cursor else None,
            stream_url="/me/stream",
        )  # fmt: skip

    @post("/")
    async def create(
        self,
        data: URLEncodedBody[RedeemForm],
        request: HX,
        viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Response[Any]:
        """Redeem; a form that is sent twice leads to the same redemption."""
        product_id = number(data.product_id)
        try:
            await redeem.check_price_was_shown(data, viewer, now, product_id=product_id)
            placed = await redemption.place(
                request=data.request(product_id),
                placing=_placing(request, data, viewer),
                now=now,
            )
        except MallError as error:
            return await redeem.form(
                request, data, viewer, now, product_id=product_id, error=error
            )
        url = f"/redemptions/{placed.id}"
        return ClientRedirect(url) if request.wants_fragment else Redirect(url, status_code=303)

    @get("/{redemption_id:int}")
    async def show(
        self,
        redemption_id: FromPath[int],
        request: HX,
        viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Template:
        """Show where it stands; the page goes on by itself."""
        return await draw(request, redemption_id, viewer, now)

    @get("/{redemption_id:int}/status")
    async def status(
        self,
        redemption_id: FromPath[int],
        request: HX,
        viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Template:
        """Answer a poll: the part of the page that changes, which stops asking at the end."""
        context = {"shown": await shown(request, redemption_id, viewer.member.id, now)}
        return HTMXTemplate(
            template_name="storefront/redemptions/_redemption.html", context=context
        )

    @post("/{redemption_id:int}/payment")
    async def pay(
        self,
        redemption_id: FromPath[int],
        request: HX,
        viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Response[Any]:
        """Send the member to the provider's page to pay."""
        owed = await tracked(redemption_id, member_id=viewer.member.id)
        try:
            if owed.payment is None:
                raise NotPayable(state=owed.state.value)
            prepared = await payments.prepare(
                payment_id=owed.payment.id, now=now, return_url=_here(request, redemption_id)
            )
        except MallError as error:
            return await draw(request, redemption_id, viewer, now, error=error)
        url = prepared.pay_url or f"/redemptions/{redemption_id}"
        return Redirect(url, status_code=303)

    @post("/{redemption_id:int}/cancellation")
    async def cancel(
        self,
        redemption_id: FromPath[int],
        request: HX,
        viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Response[Any]:
        """Withdraw before anything was ordered; everything comes back."""
        try:
            await redemption.cancel(
                redemption_id=redemption_id, member_id=viewer.member.id, now=now
            )
        except NotFound:
            raise
        except MallError as error:
            return await draw(request, redemption_id, viewer, now, error=error)
        return Redirect(f"/redemptions/{redemption_id}", status_code=303)

    @post("/{redemption_id:int}/codes", status_code=200)
    async def reveal(
        self,
        redemption_id: FromPath[int],
        request: HX,
        viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Template:
        """Show the codes once more; no address leads to them, and each showing is kept."""
        codes = await fulfilment.reveal(
            redemption_id=redemption_id, member_id=viewer.member.id, now=now,
            address_masked=masked_address(request),
        )  # fmt: skip
        return await draw(request, redemption_id, viewer, now, codes=codes)


def _placing(request: HX, typed: RedeemForm, viewer: Viewer) -> Placing:
    """Say who places under which key. Raises IdempotencyKeyMissing."""
    settings: Settings = request.app.state.settings
    key = typed.idempotency_key
    if not key or len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise IdempotencyKeyMissing
    return Placing(
        member_id=viewer.member.id,
        tier=viewer.member.tier,
        tier_until=viewer.member.tier_until,
        idempotency_key=placing_key(CHANNEL, key),
        promise_seconds=settings.promise_seconds,
        payment_window_seconds=settings.payment_window_seconds,
        undo_seconds=settings.undo_seconds,
        express_cap=express_cap(settings, viewer.member),
    )


def _here(request: HX, redemption_id: int) -> str:
    settings: Settings = request.app.state.settings
    return f"{settings.base_url.rstrip('/')}/redemptions/{redemption_id}"
