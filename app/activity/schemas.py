"""The words of behaviour."""

from datetime import datetime
from typing import Any

import msgspec


class BehaviourEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something a member did; `id` is the client's own, unique for the member and kind."""

    kind: str
    id: str
    at: datetime
    data: dict[str, Any] = {}


class EventAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one event. `points` is what it earned: 0 while no rule is in force."""

    id: str
    is_new: bool
    points: int = 0
