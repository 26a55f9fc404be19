"""What members do: behaviour events, each kept once, from whichever face reports it.

Nothing is earned here yet: earning rules belong to the loyalty room, which will listen.
"""

from .policy import MOST_EVENTS
from .schemas import BehaviourEvent, EventAnswer
from .service import record

__all__ = ["MOST_EVENTS", "BehaviourEvent", "EventAnswer", "record"]
