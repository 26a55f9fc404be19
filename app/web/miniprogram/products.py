"""/products: the list with its filters, and one product."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, QueryParameter

from app import catalogue
from app.catalogue import Filters
from app.kit import paging
from app.kit.tiers import Tier
from app.web import envelope
from app.web.answers import BEARER, answers
from app.web.guards import public
from app.web.programs import LONGEST_ID
from app.web.requests import HX
from app.web.viewers import Viewer

from .parameters import Cursor, Fields, Limit, Preset
from .product_views import ProductDetail, ProductSummary, detail, summaries

Words = Annotated[str | None, QueryParameter(description="Every word must occur.")]
Slug = Annotated[str | None, QueryParameter(description="A category's slug.")]
Layer = Annotated[str | None, QueryParameter(description="starter, core or dream.")]
Delivery = Annotated[str | None, QueryParameter(description="How it reaches the member.")]
Affordable = Annotated[
    str | None, QueryParameter(description="A number of points that must be enough alone.")
]
Nearly = Annotated[
    str | None, QueryParameter(description="A number of points that a fifth more would do for.")
]
Kind = Annotated[str | None, QueryParameter(description="physical, digital or experience.")]
Pricing = Annotated[
    str | None, QueryParameter(description="points, mixed (cash beside them) or cash.")
]
InStock = Annotated[str | None, QueryParameter(description="true leaves out what is gone.")]
Sort = Annotated[
    str | None, QueryParameter(description="featured, newest, cheapest, dearest, popular.")
]


Numbered = Annotated[
    int | None,
    QueryParameter(
        ge=1, le=10_000, description="For clients that number pages; `meta` then counts them."
    ),
]


def filters(
    request: HX,
    category: Slug = None,
    layer: Layer = None,
    delivery: Delivery = None,
    kind: Kind = None,
    pricing: Pricing = None,
    affordable: Affordable = None,
    nearly: Nearly = None,
    q: Words = None,
    in_stock: InStock = None,
    sort: Sort = None,
) -> Filters:
    """Read what the list is narrowed to; the parameters stand here to be described."""
    return catalogue.read_filters(request.query_params)


class ProductController(Controller):
    path = "/products"
    guards = (public,)
    tags = ("products",)
    security = ({}, *BEARER)

    @get(
        "/",
        summary="Browse",
        dependencies={"filters": Provide(filters, sync_to_thread=False)},
        responses=answers(list[ProductSummary], 304, 401, 422),
    )
    async def index(
        self,
        request: HX,
        filters: NamedDependency[Filters],
        now: NamedDependency[datetime],
        viewer: NamedDependency[Viewer | None],
        cursor: Cursor = None,
        limit: Limit = None,
        page: Numbered = None,
        preset: Preset = Fields.FULL,
    ) -> Response[bytes]:
        """Live products, priced for the member's tier, or for a stranger's."""
        browse = partial(catalogue.browse, filters=filters, tier=_tier(viewer), at=now)
        found = await browse(cursor=cursor, limit=limit, page=page or 1)
        counted: dict[str, Any] = {}
        if page:
            total = await catalogue.count(filters=filters, tier=_tier(viewer), at=now)
            counted = _numbered(page, limit, total)
        shown = summaries(request, found.items, preset)
        return envelope.success(request, shown, next_cursor=found.next_cursor, **counted)

    @get(
        "/{product_id:str}",
        summary="One product",
        responses=answers(ProductDetail, 304, 401, 404),
    )
    async def show(
        self,
        product_id: FromPath[str],
        request: HX,
        now: NamedDependency[datetime],
        viewer: NamedDependency[Viewer | None],
    ) -> Response[bytes]:
        """By id or by slug: all that its page shows, so that the first look is one call."""
        is_id = (
            product_id.isascii() and product_id.isdecimal() and len(product_id) <= LONGEST_ID
        )
        asked = {"product_id": int(product_id)} if is_id else {"slug": product_id}
        found = await catalogue.product(tier=_tier(viewer), at=now, **asked)
        return envelope.success(request, await detail(request, found, viewer, at=now))


def _numbered(page: int, limit: int | None, total: int) -> dict[str, int]:
    """What a caller that numbers pages wants to know beside the page."""
    size = paging.size(limit)
    return {"page": page, "limit": size, "total": total, "pages": -(-total // size)}


def _tier(viewer: Viewer | None) -> Tier:
    return viewer.member.tier if viewer else Tier.BASIC
