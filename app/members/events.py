"""What has happened to a member."""

from datetime import datetime

import msgspec


class MemberErased(msgspec.Struct, frozen=True):
    """Who the member was is shredded; what other rooms keep of them should go, too."""

    member_id: int
    occurred_at: datetime
