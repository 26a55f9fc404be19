"""What the catalogue shows, and what its list can be narrowed to."""

from datetime import datetime
from typing import Annotated

import msgspec

from app.kit.texts import Text
from app.kit.tiers import Tier

from .kinds import AccountKind, Delivery, Layer, Matter, Pricing, Sort, State, StockBand

# No control characters: PostgreSQL refuses some, and nobody types them.
Words = Annotated[str, msgspec.Meta(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What the list is narrowed to.

    `affordable` is a number of points: products that these points alone can pay for now, at
    a tier that may have them; `nearly` is one that a fifth more would do. `q` is split at
    blanks; every word must occur, as it is written or in pinyin.
    """

    category: Words | None = None
    layer: Layer | None = None
    delivery: Delivery | None = None
    kind: Matter | None = None
    pricing: Pricing | None = None
    affordable: Annotated[int, msgspec.Meta(ge=0, lt=2**53)] | None = None
    nearly: Annotated[int, msgspec.Meta(ge=0, lt=2**53)] | None = None
    q: Words | None = None
    in_stock: bool = False
    sort: Sort = Sort.FEATURED


class StockLevel(msgspec.Struct, frozen=True, kw_only=True):
    """How much is left of a product that is on sale and has a stock, for operators."""

    slug: str
    total: int
    available: int


class CategoryView(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    slug: str
    name: Text


class SlotView(msgspec.Struct, frozen=True, kw_only=True):
    """A bookable time and place that lies ahead."""

    id: int
    starts_at: datetime
    place: Text
    available: int
    stock_band: StockBand


class ProductCard(msgspec.Struct, frozen=True, kw_only=True):
    """One product in a list, priced for one tier at one instant. Hashable: a cache key.

    `points` for pricing points, `cash_fen` (the value) for cash and mixed; `list_…` is the
    price before a discount, None without one. `stock_band` is None when unlimited.
    """

    id: int
    slug: str
    version: int
    title: Text
    summary: Text
    category: str
    layer: Layer
    delivery: Delivery
    pricing: Pricing
    points: int | None
    cash_fen: int | None
    list_points: int | None
    list_cash_fen: int | None
    price_ends_at: datetime | None
    image: str
    stock_band: StockBand | None
    tier_minimum: Tier
    is_locked: bool
    account_kind: AccountKind
    limit_per_member: int | None
    limit_per_redemption: int
    opens_at: datetime | None
    closes_at: datetime | None

    def is_open(self, at: datetime) -> bool:
        return self.opens_at is None or self.opens_at <= at


class ProductView(ProductCard, frozen=True, kw_only=True):
    """One product with everything its page shows.

    `captions` say what is on `images`, one each; `model_path` is a .glb, if there is one.
    `tier_units` is the price of each tier in the ladder's order, in points or fen.
    """

    category_name: Text
    description: Text
    images: tuple[str, ...]
    face_fen: int
    slots: tuple[SlotView, ...]
    tier_units: tuple[int, ...] = ()
    captions: tuple[Text, ...] = ()
    model_path: str | None = None


class Front(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the window: the first cards of every category and layer, in their order.

    `categories` are all there are, also those without a product.
    """

    cards: tuple[ProductCard, ...]
    categories: tuple[CategoryView, ...]


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """What a number of points can have, what it nearly can, and the goal if it is there."""

    affordable: tuple[ProductCard, ...]
    nearly: tuple[ProductCard, ...]
    goal: ProductCard | None


class ProductForSale(ProductView, frozen=True, kw_only=True):
    """A product's page, and the most that one piece costs us: for sums, and for no face."""

    cost_fen: int | None = None


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """What the house hands over: files below the data folder, coupons for so many days."""

    files: tuple[str, ...] = ()
    valid_days: int | None = None


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """All that a redemption must know to quote and place, for one tier at one instant.

    Exactly one of `unit_points` and `unit_cash_fen` is set, by `pricing`; neither when no
    price applies. `available` is None when there is no row of stock.
    """

    id: int
    slug: str
    version: int
    title: Text
    delivery: Delivery
    pricing: Pricing
    unit_points: int | None
    unit_cash_fen: int | None
    floor_points: int
    face_fen: int
    limit_per_member: int | None
    limit_per_redemption: int
    tier_minimum: Tier
    account_kind: AccountKind
    state: State
    opens_at: datetime | None
    closes_at: datetime | None
    has_stock_row: bool
    has_slots: bool
    available: int | None
    cost_fen: int | None = None  # Of one piece, at most; for no face.
