"""The addresses of the list: one for every way to narrow it."""

from urllib.parse import parse_qsl, urlencode

import msgspec

from app.catalogue import CategoryView, Delivery, Filters, Layer, Matter, Pricing, Sort
from app.web.languages import gettext
from app.web.views.words import word

LIST = "/products"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A chip: following it chooses, following it again takes the choice back."""

    id: str
    label: str
    url: str
    is_chosen: bool


def url_of(filters: Filters, *, cursor: str | None = None) -> str:
    """Write the address of a list, in one order of names, without what is not narrowed."""
    default = Filters()
    told: dict[str, str] = {}
    for name in Filters.__struct_fields__:
        value = getattr(filters, name)
        if value != getattr(default, name):
            told[name] = "true" if value is True else str(value)
    if cursor:
        told["cursor"] = cursor
    return f"{LIST}?{urlencode(told)}" if told else LIST


def category_choices(
    filters: Filters, categories: tuple[CategoryView, ...], language: str
) -> list[Choice]:
    return [_choice(filters, "category", one.slug, one.name.of(language)) for one in categories]


def layer_choices(filters: Filters) -> list[Choice]:
    return [_choice(filters, "layer", one, word(one)) for one in Layer]


def reach_choices(filters: Filters, *, available: int | None) -> list[Choice]:
    """What these points alone can pay for, and what can be handed over now."""
    said = {"affordable": gettext("Within my points"), "nearly": gettext("Almost mine")}
    reach = []
    for name, label in said.items():
        given = getattr(filters, name)
        wanted = available if given is None else given
        if wanted is not None:
            others = dict.fromkeys(said.keys() - {name})
            rest = msgspec.structs.replace(filters, **others)
            reach.append(_choice(rest, name, wanted, label))
    return [*reach, _choice(filters, "in_stock", True, gettext("In stock"))]


def pricing_choices(filters: Filters) -> list[Choice]:
    """What is paid with points alone, and what takes cash beside them."""
    said = {Pricing.POINTS: gettext("Points only"), Pricing.MIXED: gettext("Points and cash")}
    return [_choice(filters, "pricing", one, label) for one, label in said.items()]


def kind_choices(filters: Filters) -> list[Choice]:
    return [_choice(filters, "kind", one, word(one)) for one in Matter]


def hidden(filters: Filters) -> list[tuple[str, str]]:
    """What the search form must carry along: every choice that it has no field for."""
    kept = msgspec.structs.replace(filters, q=None, sort=Sort.FEATURED, delivery=None)
    return parse_qsl(url_of(kept).partition("?")[2])


def sort_choices() -> list[tuple[str, str]]:
    return [(one.value, word(one)) for one in Sort]


def delivery_choices() -> list[tuple[str, str]]:
    shown = [one for one in Delivery if one is not Delivery.PARTNER]
    return [("", gettext("Every kind")), *((one.value, word(one)) for one in shown)]


def _choice(filters: Filters, name: str, value: object, label: str) -> Choice:
    is_chosen = getattr(filters, name) == value
    free = False if name == "in_stock" else None
    changed = msgspec.structs.replace(filters, **{name: free if is_chosen else value})
    return Choice(id=f"{name}-{value}", label=label, url=url_of(changed), is_chosen=is_chosen)
