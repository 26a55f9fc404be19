"""/products: the list with its filters, one product, and what a choice would cost."""

from datetime import datetime
from typing import Any

from litestar import Controller, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template
from markupsafe import Markup

from app import catalogue
from app.catalogue import ProductForSale, ProductView
from app.kit.tiers import Tier
from app.web.guards import public
from app.web.models import model_of, spoken_views
from app.web.requests import HX
from app.web.shells import page
from app.web.short_cache import ShortCache
from app.web.viewers import Viewer
from app.web.views.actions import Action, action_of
from app.web.views.goals import Goal, progress_towards
from app.web.views.home import window_of
from app.web.views.ladder import tier_prices
from app.web.views.similar import similar

from . import calculator, drawing, product_filters, results
from .fragments import page_for
from .redeem_form import express_form, redeem_form_of


class ProductController(Controller):
    path = "/products"

    @get("/", guards=[public])
    async def index(
        self,
        request: HX,
        state: State,
        now: NamedDependency[datetime],
        viewer: NamedDependency[Viewer | None],
    ) -> Response[Any]:
        """Show the list; asked for by htmx, only what a filter changes."""
        filters = catalogue.read_filters(request.query_params)
        cursor = request.query_params.get("cursor")
        tier = viewer.member.tier if viewer else Tier.BASIC

        async def context(available: int | None) -> dict[str, Any]:
            return await results.list_of(
                request, state.cache, filters, cursor, tier, now, available
            )

        if request.wants_fragment:
            return HTMXTemplate(
                template_name="storefront/products/_results.html",
                context=await context(viewer.balance.available if viewer else None),
                push_url=product_filters.url_of(filters, cursor=cursor),
            )
        name = "storefront/products/page.html"
        if viewer is None:
            return page(request, name, **await context(None))
        return await page_for(
            request, state.cache, viewer, key=(filters, cursor), name=name, context=context
        )

    @get("/{slug:str}", guards=[public])
    async def show(
        self,
        slug: FromPath[str],
        request: HX,
        state: State,
        now: NamedDependency[datetime],
        viewer: NamedDependency[Viewer | None],
    ) -> Template:
        """Show one product, and the one thing to do next."""
        tier = viewer.member.tier if viewer else Tier.BASIC
        product = await _product(state.cache, slug, tier, now)
        typed = redeem_form_of(request.query_params)
        action = await action_of(
            product, viewer=viewer, settings=request.app.state.settings, at=now
        )
        return page(
            request, "storefront/products/show.html", active="products", viewer=viewer,
            product=product, now=now, typed=typed, express=express_form(action, typed),
            slides=drawing.slides(request, product),
            model=model_of(product, request.app.state.assets), views=spoken_views(),
            action=action, similar=await _similar(request, product, action, tier, now),
            calculation=await calculator.initial_calculation(request, product, viewer, now),
            goal=_goal(product, viewer),
            prices=tier_prices(product, tier=tier),
            stream_url="/me/stream" if viewer else None,
        )  # fmt: skip

    @get("/{slug:str}/quote", guards=[public])
    async def quote(
        self,
        slug: FromPath[str],
        request: HX,
        now: NamedDependency[datetime],
        viewer: NamedDependency[Viewer | None],
    ) -> Template:
        """Show what a number of pieces and a share of points would cost."""
        tier = viewer.member.tier if viewer else Tier.BASIC
        product = await catalogue.product(slug=slug, tier=tier, at=now)
        said = await calculator.calculate(request, product, viewer, now)
        return HTMXTemplate(
            template_name="storefront/products/_sum.html",
            context={"calculation": said},
            status_code=said.status,
        )


async def _product(cache: ShortCache, slug: str, tier: Tier, at: datetime) -> ProductForSale:
    """Read a product for its page; members of one tier share it for a moment."""

    async def read() -> ProductForSale:
        return await catalogue.product(slug=slug, tier=tier, at=at)

    return await cache.get(("product", slug, tier), read)


def _goal(product: ProductView, viewer: Viewer | None) -> Goal | None:
    """Measure how far it is when it is what the member saves for."""
    if viewer is None or viewer.member.goal_product_id != product.id:
        return None
    return progress_towards(product, available=viewer.balance.available)


async def _similar(
    request: HX, product: ProductView, action: Action, tier: Tier, at: datetime
) -> list[Markup]:
    """Draw what stands beside it, from the window that home and list keep too."""
    window = await window_of(request.app.state.cache, tier, at)
    others = similar(product, window.cards, action, at=at)
    return drawing.cards(request, others, at=at, place="similar")
