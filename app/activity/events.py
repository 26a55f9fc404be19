"""What has happened to what we know of behaviour."""

from datetime import datetime

import msgspec


class BehaviourRecorded(msgspec.Struct, frozen=True):
    """A report held something new; `kinds` names what, each once."""

    member_id: int
    kinds: tuple[str, ...]
    occurred_at: datetime
