"""What has happened to a member."""

from datetime import datetime

import msgspec

from app.kit.tiers import Tier


class MemberErased(msgspec.Struct, frozen=True):
    """Who the member was is shredded; what other rooms keep of them should go, too."""

    member_id: int
    occurred_at: datetime


class TierChanged(msgspec.Struct, frozen=True):
    """A member rose, fell, or was given another tier; `reason` is the last decision's."""

    member_id: int
    from_tier: Tier
    to_tier: Tier
    reason: str
    occurred_at: datetime
