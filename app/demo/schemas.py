"""The words of the demo shop's files, and what `laurel up` prints."""

from typing import Annotated, Literal

import msgspec

from app.catalogue import NewCategory, NewProduct, PriceKind
from app.kit.texts import Text
from app.kit.tiers import Tier
from app.operators import Role

Count = Annotated[int, msgspec.Meta(ge=0)]
Bps = Annotated[int, msgspec.Meta(gt=0, le=50_000)]


class DemoPrice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A price whose window is counted in hours from the loading."""

    kind: PriceKind = PriceKind.BASE
    tier: Tier = Tier.BASIC
    points: int | None = None
    cash_fen: int | None = None
    from_hours: int | None = None
    until_hours: int | None = None


class DemoSlot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A slot so many days after the loading, at a time of day in the brand's zone."""

    in_days: Count
    at: Annotated[str, msgspec.Meta(pattern="^[0-2][0-9]:[0-5][0-9]$")]
    capacity: Count
    place: Text


class DemoProduct(NewProduct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product with all that belongs to it; its pictures are named like its slug."""

    category: str = ""
    images: tuple[str, ...] = ()
    prices: tuple[DemoPrice, ...]
    stock: Count | None = None
    codes: Count = 0
    opens_in_hours: int | None = None
    slots: tuple[DemoSlot, ...] = ()


class Shelf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of `shelves/`."""

    category: NewCategory
    product: tuple[DemoProduct, ...]


class Earning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something a member did, and what it gave: units × each × both ratios + bonus (R6)."""

    days_ago: Count
    rule: Literal[
        "purchase", "subscription", "reading", "check_in", "survey", "attendance", "birthday"
    ]
    units: Count
    each: Count = 1
    channel: Literal["web", "miniprogram", "store", "third_party"] = "web"
    coefficient_bps: Bps = 10_000
    multiplier_bps: Bps = 10_000
    bonus: Count = 0

    @property
    def is_paid(self) -> bool:
        """Tell whether its units are yuan."""
        return self.rule in ("purchase", "subscription")


class DemoMember(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member with a past, the oldest earning first; `wechat` is a code of the fake WeChat.

    The tier was reached `tier_days_ago`, unless it is the basic one, and the past has the
    score for it.
    """

    phone: str
    nickname: str
    tier: Tier
    tier_days_ago: Count = 0
    joined_days_ago: Count
    wechat: str
    earnings: tuple[Earning, ...]


class People(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file `members.toml`."""

    member: tuple[DemoMember, ...]


class MemberSignIn(msgspec.Struct, frozen=True, kw_only=True):
    """How to come in as a member: by phone (the page shows the code) or by WeChat code."""

    phone: str
    nickname: str
    tier: Tier
    wechat: str


class OperatorSignIn(msgspec.Struct, frozen=True, kw_only=True):
    """How to come in as an operator; `one_time_password` is good for half a minute."""

    name: str
    role: Role
    password: str
    totp_secret: str
    one_time_password: str

    def __repr__(self) -> str:
        """Hide the secrets: a Struct prints its fields, and summaries end up in logs."""
        return f"OperatorSignIn({self.name!r}, {self.role.value!r})"


class DemoSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the shop. `is_loaded` is False when it stood there already."""

    is_loaded: bool
    members: tuple[MemberSignIn, ...]
    operators: tuple[OperatorSignIn, ...]
