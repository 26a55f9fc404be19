"""Decisions about what may be had: no database, no clock, no network."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

import msgspec

from app.kit.errors import InvalidInput
from app.kit.texts import Text
from app.kit.tiers import Tier

from .errors import NotOnSale, TierTooLow
from .schemas import (
    MOST,
    AccountKind,
    Delivery,
    Filters,
    Matter,
    NewPrice,
    NewProduct,
    Offer,
    PriceKind,
    Pricing,
    State,
    StockBand,
)

LOW_PIECES = 5  # Fewer than a redemption's usual limit: the next buyer may take the rest.
NEARLY_BPS = 12_000  # With a fifth more of points it could be had.
MATTERS = {
    Matter.PHYSICAL: frozenset({Delivery.SHIPMENT}),
    Matter.EXPERIENCE: frozenset({Delivery.BOOKING, Delivery.DONATION}),
    Matter.DIGITAL: frozenset(Delivery)
    - {Delivery.SHIPMENT, Delivery.BOOKING, Delivery.DONATION},
}
LOW_SHARE = 10  # Or the last tenth.


@lru_cache(maxsize=8)
def tiers_up_to(tier: Tier) -> tuple[str, ...]:
    """Name the tiers whose prices a member of `tier` gets: their own and all below."""
    return tuple(one.value for one in Tier if tier.reaches(one))


def stock_band(available: int | None, total: int | None) -> StockBand:
    """Tell how much is left without telling the number."""
    left, of = available or 0, total or 0
    if left <= 0:
        return StockBand.OUT
    if left <= LOW_PIECES or left * LOW_SHARE <= of:
        return StockBand.LOW
    return StockBand.PLENTY


def nearly_most(points: int) -> int:
    """Tell the highest price that is nearly within these points."""
    return points * NEARLY_BPS // 10_000


def most_points(filters: Filters) -> int | None:
    """Tell the highest price in points that is wished for; None for any."""
    given = [] if filters.affordable is None else [filters.affordable]
    if filters.nearly is not None:
        given.append(nearly_most(filters.nearly))
    return min(given, default=None)


def deliveries(filters: Filters) -> list[str] | None:
    """Name the ways of delivery that are wished for; None for all."""
    if filters.kind is None:
        return None if filters.delivery is None else [filters.delivery]
    of_kind = MATTERS[filters.kind]
    return sorted(of_kind if filters.delivery is None else of_kind & {filters.delivery})


def check_on_sale(*, offer: Offer, tier: Tier, at: datetime) -> None:
    """Let a member of `tier` have this offer at this instant, or say why not.

    Raises NotOnSale or TierTooLow. Stock is for `reserve` to judge: what it says here would
    be old, and a repeated request for the last piece must still find its first answer.
    """
    has_price = offer.unit_points is not None or offer.unit_cash_fen is not None
    if offer.state is not State.LIVE or not has_price:
        raise NotOnSale
    if (offer.opens_at or at) > at or (offer.closes_at is not None and offer.closes_at <= at):
        raise NotOnSale
    if not tier.reaches(offer.tier_minimum):
        raise TierTooLow(needed=offer.tier_minimum)


def read_filters(given: Mapping[str, str]) -> Filters:
    """Read filters from a query string; blank and unknown names count as absent.

    Raises InvalidInput with the field that cannot be read.
    """
    known = {
        name: given[name].strip()
        for name in Filters.__struct_fields__
        if given.get(name, "").strip()
    }
    return _converted(known)


def checked(filters: Filters) -> Filters:
    """Hold filters that a caller built to the same bounds. Raises InvalidInput."""
    return _converted(msgspec.to_builtins(filters))


def _converted(values: Mapping[str, object]) -> Filters:
    try:
        return msgspec.convert(values, Filters, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidInput(field=_field(error), reason="unreadable") from error


def _field(error: msgspec.ValidationError) -> str:
    """Take the field's name out of msgspec's "… - at `$.layer`"."""
    _, _, path = str(error).rpartition("$.")
    return path.rstrip("`") or "filters"


MOST_PICTURES = 12
LONGEST_CAPTION = 200


def read_caption(caption: Text) -> Text:
    """Read what is on a picture, in both languages. Raises InvalidInput."""
    for language, words in msgspec.structs.asdict(caption).items():
        if not words:
            raise InvalidInput(field=f"caption_{language}", reason="missing")
        if len(words) > LONGEST_CAPTION or not words.isprintable():
            raise InvalidInput(field=f"caption_{language}", reason="length")
    return caption


def words(q: str | None) -> list[str] | None:
    """Split what was searched for; every word must occur."""
    return (q or "").split() or None


def pieces(q: str | None) -> list[str]:
    """Cut what was searched for into pieces of two signs, of three in Latin letters."""
    found = []
    for word in (q or "").lower().split():
        size = 3 if word.isascii() else 2
        found += [word[at : at + size] for at in range(max(1, len(word) - size + 1))]
    return found


def check_product(product: NewProduct) -> None:
    """Refuse a product that could not be delivered or sold. Raises InvalidInput."""
    if product.delivery is Delivery.DIRECT and product.account_kind is AccountKind.NONE:
        raise InvalidInput(field="account_kind", reason="missing")
    if not product.images:
        raise InvalidInput(field="images", reason="missing")
    if product.opens_at and product.closes_at and product.closes_at <= product.opens_at:
        raise InvalidInput(field="closes_at", reason="before_opening")


def check_price(price: NewPrice, pricing: Pricing) -> None:
    """Refuse a price in the wrong unit, or a window that never opens. Raises InvalidInput."""
    is_points = pricing is Pricing.POINTS
    wanted, other = (
        (price.points, price.cash_fen) if is_points else (price.cash_fen, price.points)
    )
    if wanted is None or other is not None:
        raise InvalidInput(field="points" if is_points else "cash_fen", reason="wrong_unit")
    if not 0 < wanted <= MOST:
        raise InvalidInput(field="points" if is_points else "cash_fen", reason="out_of_range")
    if price.starts_at and price.ends_at and price.ends_at <= price.starts_at:
        raise InvalidInput(field="ends_at", reason="before_start")
    if price.kind is PriceKind.BASE and price.tier is not Tier.BASIC:
        raise InvalidInput(field="tier", reason="base_is_for_all")
