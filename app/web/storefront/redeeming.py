"""/products/{slug}/redeem: the form, a page of its own without JavaScript, a sheet with it."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from app import catalogue, members, redemption
from app.catalogue import Delivery, Pricing, ProductView
from app.kit.errors import MallError
from app.members import AddressView
from app.redemption import PriceChanged
from app.web import refusals
from app.web.guards import member_required
from app.web.requests import HX
from app.web.shells import chip_of, page
from app.web.viewers import Viewer
from app.web.views.sums import Sum, estimate, quoted

from . import drawing
from .wishes import Wish, wish_of, with_key


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What the form shows: the product, what was filled in, and what it will cost."""

    product: ProductView
    image: str
    wish: Wish
    sum: Sum
    addresses: list[AddressView]


class RedeemController(Controller):
    path = "/products/{slug:str}/redeem"
    guards = [member_required]  # noqa: RUF012 - Litestar's way.

    @get("/")
    async def new(
        self,
        slug: FromPath[str],
        request: HX,
        viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Template:
        """Show the form, with a key of its own and a price that stands for five minutes."""
        wish = wish_of(request.query_params)
        return await form(request, wish, viewer, now, slug=slug)

    @post("/", status_code=200)
    async def look_again(
        self,
        slug: FromPath[str],
        data: URLEncodedBody[Wish],
        request: HX,
        viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Template:
        """Show the form with what it costs after a change; nothing is redeemed."""
        return await form(request, data, viewer, now, slug=slug)


async def form(
    request: HX,
    wish: Wish,
    viewer: Viewer,
    now: datetime,
    *,
    slug: str | None = None,
    product_id: int | None = None,
    error: MallError | None = None,
) -> Template:
    """Draw the form, after a refusal with its true status and the member's own words."""
    product = await catalogue.product(
        slug=slug, product_id=product_id, tier=viewer.member.tier, at=now
    )
    drawn, wrong = await _filled(request, product, wish, viewer, now)
    refusal = error or wrong
    problem = refusals.problem_of(refusal, request_id=request.request_id) if refusal else None
    context: dict[str, Any] = {"form": drawn, "problem": problem}
    status = problem.status if problem else 200
    if request.wants_fragment:
        name = "_form" if request.target_id == "redeem-form" else "_sheet"
        return HTMXTemplate(
            template_name=f"storefront/redeem/{name}.html",
            context={**context, "chip": chip_of(viewer)},
            status_code=status,
        )
    return page(
        request, "storefront/redeem/page.html", status=status, active="products", **context
    )


async def refuse_unseen(wish: Wish, viewer: Viewer, now: datetime, *, product_id: int) -> None:
    """Raise PriceChanged when the choice is not the one whose price was shown (R18).

    With JavaScript the form follows each change; without it, this is where the member sees.
    """
    if not wish.quoted or wish.quoted == wish.choice:
        return
    quote = await redemption.quote(
        member_id=viewer.member.id, tier=viewer.member.tier, now=now,
        request=wish.request(product_id),
    )  # fmt: skip
    raise PriceChanged(points=quote.points, cash_fen=quote.cash_fen)


async def _filled(
    request: HX, product: ProductView, wish: Wish, viewer: Viewer, now: datetime
) -> tuple[Form, MallError | None]:
    """Ask for a price, and for what else the form needs; a refused choice keeps one piece."""
    wrong: MallError | None = None
    total, quote_id = estimate(product, available=viewer.balance.available), ""
    try:
        quote = await redemption.quote(
            member_id=viewer.member.id, tier=viewer.member.tier, now=now,
            request=wish.request(product.id),
        )  # fmt: skip
        total, quote_id = quoted(quote, product), str(quote.id)
    except MallError as error:
        wrong = error
    needs_address = product.delivery is Delivery.SHIPMENT
    kept = with_key(wish)
    if product.pricing is Pricing.MIXED and not kept.points:
        # What the field shows is what will be sent.
        kept = msgspec.structs.replace(kept, points=str(total.points))
    filled = Form(
        product=product,
        image=drawing.picture(request, product.image),
        wish=msgspec.structs.replace(
            kept, quote_id=quote_id, quoted=kept.choice, product_id=str(product.id)
        ),
        sum=total,
        addresses=await members.addresses(member_id=viewer.member.id) if needs_address else [],
    )
    return filled, wrong
