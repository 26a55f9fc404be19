"""Cards drawn once: by product, version, price, language, and whether it has opened."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from markupsafe import Markup

from app.catalogue import ProductCard
from app.web import languages
from app.web.requests import HX

MOST = 4096
STATIC = "/static/"

_drawn: dict[tuple[ProductCard, str, str, bool], Markup] = {}


def cards(
    request: HX,
    found: Iterable[ProductCard],
    *,
    at: datetime,
    place: str = "product",
    available: int | None = None,
) -> list[Markup]:
    """Draw cards. `place` begins their ids, for a product may stand on a page twice.

    With `available` each says how many points are missing; such cards are one member's.
    """
    template: Any = None
    drawn = []
    for card in found:
        key = (card, languages.current(), place, card.is_open(at))
        if available is not None:
            short = (card.points or 0) - available
            template = template or _template(request)
            told = template.render(card=card, place=place, is_open=key[3], short=short)
            drawn.append(Markup(told))
            continue
        if key not in _drawn:
            template = template or _template(request)
            _remember(
                key, Markup(template.render(card=card, place=place, is_open=key[3], short=0))
            )
        drawn.append(_drawn[key])
    return drawn


def picture(request: HX, path: str) -> str:
    """Write the address of a picture; ours carries its version."""
    if not path.startswith(STATIC):
        return path
    return str(request.app.state.assets.url(path.removeprefix(STATIC)))


def _template(request: HX) -> Any:
    engine: Any = request.app.template_engine
    return engine.get_template("storefront/products/_card.html")


def _remember(key: tuple[ProductCard, str, str, bool], drawn: Markup) -> None:
    while len(_drawn) >= MOST:
        del _drawn[next(iter(_drawn))]
    _drawn[key] = drawn
