"""Who a member is, what they decided, and where their parcels go."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from app.kit.tiers import Tier

# No control characters: PostgreSQL refuses some, and nobody types them.
_WORDS = r"^[^\x00-\x1f\x7f]+$"
Nickname = Annotated[str, msgspec.Meta(max_length=60, pattern=_WORDS)]


ERASED = "—"  # The name of a member who was deleted.


class IdentityKind(StrEnum):
    """How a member is recognised; WeChat's openid only together with the app's id."""

    PHONE = "phone"
    WECHAT = "wechat"
    UNIONID = "unionid"


class Language(StrEnum):
    CHINESE = "zh-CN"
    ENGLISH = "en"


class TextSize(StrEnum):
    NORMAL = "m"
    ELDER = "elder"


class Theme(StrEnum):
    """How the pages look: as the tier, as the device at this hour, or always one way."""

    TIER = "tier"
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"  # Black on white, by night white on black, for every tier.


class Purpose(StrEnum):
    """What a member may allow or refuse; redeeming needs none of it (R28)."""

    PERSONALISATION = "personalisation"
    MARKETING = "marketing"


class ConsentView(msgspec.Struct, frozen=True, kw_only=True):
    """One decision; `version` is that of the text the member read."""

    purpose: Purpose
    version: int
    is_given: bool
    channel: str
    decided_at: datetime


class FarewellView(msgspec.Struct, frozen=True, kw_only=True):
    """A deletion that was asked for; `due_at` is when it may be done at the earliest."""

    asked_at: datetime
    due_at: datetime


class MemberView(msgspec.Struct, frozen=True, kw_only=True):
    """A member as faces show one. The phone is masked; openids are never shown.

    `language` is Chinese until one was chosen. `tier_score` is what the last review found,
    `leaves_at` when the membership is deleted, if that was asked for. `is_express`: small
    digital things are redeemed in one tap, as the member has chosen.
    """

    id: int
    nickname: str
    phone_masked: str | None
    tier: Tier
    language: Language
    text_size: TextSize
    joined_at: datetime
    is_disabled: bool = False
    theme: Theme = Theme.TIER
    is_personalised: bool = True
    goal_product_id: int | None = None
    is_express: bool = False
    is_language_chosen: bool = False
    tier_since: datetime | None = None
    tier_until: datetime | None = None
    tier_score: int = 0
    leaves_at: datetime | None = None


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """The next members of a walk past all; `passed` counts those of the whole walk.

    At the end, once, there are none and `is_end` is true.
    """

    members: list[MemberView]
    passed: int
    is_end: bool


class TierReason(StrEnum):
    """Why a tier was decided: by its score, at its end, or by hand."""

    RISE = "rise"
    KEPT = "kept"
    FELL = "fell"
    SET = "set"


class TierMove(msgspec.Struct, frozen=True, kw_only=True):
    """A decision: `tier` from `at` on, until `until`; the basic tier has no end."""

    tier: Tier
    reason: TierReason
    score: int
    at: datetime
    until: datetime | None


class TierChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """A decision about a tier, as it is kept."""

    id: int
    from_tier: Tier
    to_tier: Tier
    reason: TierReason
    score: int
    lasts_until: datetime | None
    changed_at: datetime


class AddressForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a parcel goes, as the member wrote it."""

    recipient: Annotated[str, msgspec.Meta(max_length=30, pattern=_WORDS)]
    phone: str
    region: Annotated[str, msgspec.Meta(max_length=60, pattern=_WORDS)]
    detail: Annotated[str, msgspec.Meta(max_length=200, pattern=_WORDS)]
    is_default: bool = False


class AddressView(msgspec.Struct, frozen=True, kw_only=True):
    """One address for its owner; `label` is masked and may be shown to others."""

    id: int
    label: str
    recipient: str
    phone: str
    region: str
    detail: str
    is_default: bool
