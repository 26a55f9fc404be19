"""What members do: behaviour events, each kept once, from whichever face reports it.

No points are earned here yet: earning rules belong to the loyalty room, which will listen.
"""

from .events import BehaviourRecorded
from .policy import MOST_EVENTS
from .queries import instants
from .schemas import BehaviourEvent, EventAnswer
from .service import erase, record

__all__ = [
    "MOST_EVENTS",
    "BehaviourEvent",
    "BehaviourRecorded",
    "EventAnswer",
    "erase",
    "instants",
    "record",
]
