"""What the list shows: one page of cards, the ways to narrow it, and what comes nearest."""

from datetime import datetime
from typing import Any

import msgspec
from markupsafe import Markup

from app import catalogue
from app.catalogue import Filters, ProductCard
from app.kit.tiers import Tier
from app.web import languages
from app.web.requests import HX
from app.web.short_cache import ShortCache
from app.web.views.home import window_of

from . import drawing, product_filters

NEAR = 3  # What is shown when nothing fits.
SEEN_FIRST = 2  # The first row of a phone.


class Results(msgspec.Struct, frozen=True):
    """One page of the list, drawn."""

    cards: list[Markup]
    next_url: str | None
    is_first: bool
    total: int
    near: list[Markup]


async def list_of(
    request: HX,
    cache: ShortCache,
    filters: Filters,
    cursor: str | None,
    tier: Tier,
    at: datetime,
    available: int | None,
) -> dict[str, Any]:
    """Gather what the list shows; nothing of it is one member's but `available`."""
    language = languages.current()
    window = await window_of(cache, tier, at)
    return {
        "active": "products",
        "stream_url": None if available is None else "/me/stream",
        "filters": filters,
        "results": await _results(request, cache, filters, cursor, tier, at),
        "categories": product_filters.category_choices(filters, window.categories, language),
        "layers": product_filters.layer_choices(filters),
        "reach": product_filters.reach_choices(filters, available=available),
        "ways": product_filters.pricing_choices(filters)
        + product_filters.kind_choices(filters),
        "deliveries": product_filters.delivery_choices(),
        "sorts": product_filters.sort_choices(),
        "hidden": product_filters.hidden(filters),
    }


async def _results(
    request: HX,
    cache: ShortCache,
    filters: Filters,
    cursor: str | None,
    tier: Tier,
    at: datetime,
) -> Results:
    """Read and draw one page; members of one tier who ask the same share it for a moment."""

    async def draw() -> Results:
        found = await catalogue.browse(filters=filters, tier=tier, at=at, cursor=cursor)
        following = found.next_cursor
        near: tuple[ProductCard, ...] = ()
        if not found.items and cursor is None:
            near = await catalogue.nearest(filters=filters, tier=tier, at=at, most=NEAR)
        return Results(
            drawing.cards(request, found.items, at=at, eager=SEEN_FIRST),
            product_filters.url_of(filters, cursor=following) if following else None,
            cursor is None,
            found.total or 0,
            drawing.cards(request, near, at=at, place="near"),
        )

    return await cache.get(("list", filters, cursor, tier, languages.current()), draw)
