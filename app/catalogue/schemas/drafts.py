"""What an operator hands in; the constraints are checked when it is decoded."""

from datetime import datetime
from typing import Annotated

import msgspec

from app.kit.texts import Text
from app.kit.tiers import Tier

from .kinds import AccountKind, Delivery, Layer, PriceKind, Pricing

Slug = Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9-]{0,59}$")]
# A redemption of the most pieces still fits a bigint by far.
MOST = 10**12
Amount = Annotated[int, msgspec.Meta(gt=0, le=MOST)]
Counted = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
ModelPath = Annotated[str, msgspec.Meta(pattern=r"^/static/models/[a-z0-9-]{1,60}\.glb$")]
FilePath = Annotated[
    str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,59}/[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$")
]
Pieces = Annotated[int, msgspec.Meta(gt=0, le=10_000)]


class NewCategory(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shelf; the lowest position stands first."""

    slug: Slug
    name: Text
    position: Annotated[int, msgspec.Meta(ge=0, le=9_999)] = 0


class NewProduct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product before it has an id. `floor_points` is the least a discount may ask.

    `cost_fen` is the most that one piece costs us, for the cap of what a purchase earns (R7);
    without it a purchase of it earns nothing, since the cap could not be kept.
    `captions` say what is on the pictures, in their order; the title stands for those
    without one. `model` is a .glb below static/, to be turned around. What a member
    is handed: `files`, of kind file; a coupon that lasts `valid_days`.
    """

    slug: Slug
    category: Slug
    layer: Layer
    delivery: Delivery
    pricing: Pricing
    title: Text
    summary: Text
    description: Text
    images: tuple[str, ...]
    captions: tuple[Text, ...] = ()
    model: ModelPath | None = None
    files: tuple[FilePath, ...] = ()
    valid_days: Pieces | None = None
    account_kind: AccountKind = AccountKind.NONE
    face_fen: Counted = 0
    floor_points: Counted = 0
    cost_fen: Counted | None = None
    tier_minimum: Tier = Tier.BASIC
    limit_per_member: Pieces | None = None
    limit_per_redemption: Pieces = 5
    position: Annotated[int, msgspec.Meta(ge=0, lt=2**31)] = 0
    popularity: Counted = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None


class NewPrice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A price from `tier` up, inside its window: exactly one of points and cash value."""

    kind: PriceKind = PriceKind.BASE
    tier: Tier = Tier.BASIC
    points: Amount | None = None
    cash_fen: Amount | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class NewSlot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A time and place with room for `capacity`."""

    starts_at: datetime
    place: Text
    capacity: Counted
