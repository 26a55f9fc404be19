"""/search/suggest: what somebody may be looking for, while they type."""

from datetime import datetime

from litestar import get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Template

from app import catalogue
from app.catalogue import Filters, ProductCard, Sort
from app.kit.tiers import Tier
from app.web.guards import public
from app.web.requests import HX
from app.web.viewers import Viewer

MOST = 6


@get("/search/suggest", guards=[public])
async def suggest(
    request: HX,
    state: State,
    now: NamedDependency[datetime],
    viewer: NamedDependency[Viewer | None],
) -> Template:
    """List the products that are redeemed most among those that fit; nothing for no words."""
    q = catalogue.read_filters({"q": request.query_params.get("q", "")}).q
    tier = viewer.member.tier if viewer else Tier.BASIC

    async def read() -> list[ProductCard]:
        wanted = Filters(q=q, sort=Sort.POPULAR)
        return (await catalogue.browse(filters=wanted, tier=tier, at=now, limit=MOST)).items

    found = await state.cache.get(("suggest", q, tier), read) if q else []
    return Template(
        template_name="storefront/products/_suggestions.html", context={"products": found}
    )
