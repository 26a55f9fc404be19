"""Cards drawn once: by product, version, price, language, and whether it has opened."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from markupsafe import Markup

from app.catalogue import ProductCard, ProductView
from app.kit.texts import Text
from app.web import languages
from app.web.requests import HX

MOST = 4096
STATIC = "/static/"


class Slide(msgspec.Struct, frozen=True):
    """One picture of a product's gallery."""

    url: str
    caption: Text


Key = tuple[ProductCard, str, str, bool, bool]
_drawn: dict[Key, Markup] = {}


def cards(
    request: HX,
    found: Iterable[ProductCard],
    *,
    at: datetime,
    place: str = "product",
    available: int | None = None,
    eager: int = 0,
) -> list[Markup]:
    """Draw cards. `place` begins their ids, for a product may stand on a page twice.

    With `available` each says how many points are missing; such cards are one member's.
    The pictures of the first `eager` cards are fetched at once: they are what is seen first.
    """
    template = _template(request)
    drawn = []
    for number, card in enumerate(found):
        key = (card, languages.current(), place, card.is_open(at), number < eager)
        if available is not None:
            drawn.append(_draw(template, key, short=(card.points or 0) - available))
            continue
        if key not in _drawn:
            _remember(key, _draw(template, key))
        drawn.append(_drawn[key])
    return drawn


def _draw(template: Any, key: Key, *, short: int = 0) -> Markup:
    card, _, place, is_open, is_eager = key
    return Markup(
        template.render(card=card, place=place, is_open=is_open, short=short, is_eager=is_eager)
    )


def picture_url(request: HX, path: str) -> str:
    """Write the address of a picture; ours carries its version."""
    if not path.startswith(STATIC):
        return path
    return str(request.app.state.assets.url(path.removeprefix(STATIC)))


def slides(request: HX, product: ProductView) -> list[Slide]:
    """Write the addresses of all pictures of a product, with what is on them."""
    shown = zip(product.images, product.captions, strict=True)
    return [Slide(picture_url(request, path), caption) for path, caption in shown]


def _template(request: HX) -> Any:
    engine: Any = request.app.template_engine
    return engine.get_template("storefront/products/_card.html")


def _remember(key: Key, drawn: Markup) -> None:
    while len(_drawn) >= MOST:
        del _drawn[next(iter(_drawn))]
    _drawn[key] = drawn
