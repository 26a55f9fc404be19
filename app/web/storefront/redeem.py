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
from app.catalogue import Delivery, Pricing, ProductForSale
from app.kit.errors import MallError
from app.members import AddressView
from app.redemption import LastAccount, PriceChanged, QuoteExpired
from app.web import refusals
from app.web.callers import asker
from app.web.guards import member_required
from app.web.requests import HX
from app.web.shells import chip_of, page
from app.web.viewers import Viewer
from app.web.views.sums import Sum, estimate, sum_of

from . import drawing
from .redeem_form import RedeemForm, redeem_form_of, with_key

ABOUT_THE_PRICE = (PriceChanged, QuoteExpired)


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What the form shows: the product, what was filled in, and what it will cost.

    `was` is the price that stood there before, in points and fen, after it has changed.
    """

    product: ProductForSale
    image: str
    typed: RedeemForm
    sum: Sum
    addresses: list[AddressView]
    last: LastAccount | None = None
    was: tuple[int, int] | None = None


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
        typed = redeem_form_of(request.query_params)
        return await form(request, typed, viewer, now, slug=slug)

    @post("/", status_code=200)
    async def preview(
        self,
        slug: FromPath[str],
        data: URLEncodedBody[RedeemForm],
        request: HX,
        viewer: NamedDependency[Viewer],
        now: NamedDependency[datetime],
    ) -> Template:
        """Show the form with what it costs after a change; nothing is redeemed."""
        return await form(request, data, viewer, now, slug=slug)


async def form(
    request: HX,
    typed: RedeemForm,
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
    drawn, wrong = await _filled(request, product, typed, viewer, now)
    if isinstance(error, ABOUT_THE_PRICE):
        drawn = msgspec.structs.replace(drawn, was=_was(typed, drawn.sum))
    refusal = error or wrong
    problem = refusals.problem_of(refusal, request_id=request.request_id) if refusal else None
    context: dict[str, Any] = {"form": drawn, "problem": problem}
    status = problem.status if problem else 200
    if request.wants_fragment:
        name = "_form" if request.target_id == "redeem-form" else "_sheet"
        return HTMXTemplate(
            template_name=f"storefront/redeem/{name}.html",
            context={**context, "chip": chip_of(viewer, at=now)},
            status_code=status,
        )
    return page(
        request, "storefront/redeem/page.html", status=status, active="products", **context
    )


async def check_price_was_shown(
    typed: RedeemForm, viewer: Viewer, now: datetime, *, product_id: int
) -> None:
    """Raise PriceChanged when the choice is not the one whose price was shown (R18).

    With JavaScript the form follows each change; without it, this is where the member sees.
    """
    if not typed.quoted or typed.quoted == typed.choice:
        return
    price = await redemption.price_of(
        asker=asker(viewer.member), request=typed.request(product_id), now=now
    )
    raise PriceChanged(points=price.points, cash_fen=price.cash_fen)


async def _filled(
    request: HX, product: ProductForSale, typed: RedeemForm, viewer: Viewer, now: datetime
) -> tuple[Form, MallError | None]:
    """Ask for a price, and for what else the form needs; a refused choice keeps one piece."""
    wrong: MallError | None = None
    total, quote_id = estimate(product, viewer, at=now), ""
    try:
        quote = await redemption.quote(
            asker=asker(viewer.member), request=typed.request(product.id), now=now
        )
        total, quote_id = sum_of(quote, product), str(quote.id)
    except MallError as error:
        wrong = error
    needs_address = product.delivery is Delivery.SHIPMENT
    last = await redemption.last_account(
        member_id=viewer.member.id, product_id=product.id, kind=product.account_kind
    )
    kept = with_key(typed)
    if last and not typed.idempotency_key:  # Offered when the form is first drawn.
        kept = msgspec.structs.replace(kept, account_from=str(last.redemption_id))
    if product.pricing is Pricing.MIXED and not kept.points:
        # What the field shows is what will be sent.
        kept = msgspec.structs.replace(kept, points=str(total.points))
    filled = Form(
        product=product,
        image=drawing.picture_url(request, product.image),
        typed=msgspec.structs.replace(
            kept, quote_id=quote_id, quoted=kept.choice, product_id=str(product.id)
        ),
        sum=total,
        last=last,
        addresses=await members.addresses(member_id=viewer.member.id) if needs_address else [],
    )
    return filled, wrong


def _was(typed: RedeemForm, total: Sum) -> tuple[int, int] | None:
    """The price that was shown before, unless it is still the same."""
    before = typed.price_shown if typed.shown or typed.express else None
    return None if before == (total.points, total.cash_fen) else before
