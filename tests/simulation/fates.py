"""What may become of an order at a supplier, whatever we are told of it."""

import random
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

MINUTE, HOUR = 60.0, 3600.0


class Event(StrEnum):
    """What happened to an order, in its supplier's own books."""

    PROCESSING = "processing"
    DELIVERED = "delivered"
    REJECTED = "rejected"
    PARTIAL = "partial"
    REVERSED = "reversed"


class Fate(StrEnum):
    """A history of an order; each is one that a real supplier has written."""

    NOW = "delivered at once"
    SOON = "accepted, delivered soon"
    TOMORROW = "accepted, delivered within the promise"
    TOO_LATE = "accepted, delivered after the promise"
    NEVER = "accepted, never decided"
    REFUSED = "refused"
    REFUSED_FOR_GOOD = "refused, as everybody would"
    REFUSES_US = "refused, for want of balance"
    REFUSED_LATER = "accepted, refused later"
    SILENT = "bought, and no answer"
    SILENT_LATE = "bought late, and no answer"
    SILENT_LOST = "not bought, and no answer"
    SILENT_REFUSED = "refused, and no answer"
    SILENT_HIDDEN = "bought, no answer, and not listed for minutes"
    UNREACHABLE = "never reached"
    DUPLICATE = "known already, delivered soon"
    PART = "delivered in part"
    PART_LATER = "accepted, delivered in part"
    LIE = "refused, delivered all the same"
    LIE_LATER = "accepted, refused, delivered all the same"
    LIE_MISSING = "not listed for days, delivered all the same"
    TAKEN_BACK = "delivered, taken back"
    CARD_AGAIN = "delivered with a card that was sold before"


Happenings = tuple[tuple[Event, float, float], ...]  # What, and between which seconds.


@dataclass(frozen=True)
class Fated:
    """How a fate goes: the answer to the submission, and what happens when."""

    answer: str
    happens: Happenings = ()
    is_taken: bool = True
    hidden_seconds: tuple[float, float] = (0.0, 0.0)
    repeats_card: bool = False

    def events(self, dice: random.Random) -> list[tuple[timedelta, Event]]:
        return [(_span(dice, a, b), event) for event, a, b in self.happens]

    def hidden(self, dice: random.Random) -> timedelta:
        return _span(dice, *self.hidden_seconds)


def _span(dice: random.Random, low: float, high: float) -> timedelta:
    return timedelta(seconds=dice.uniform(low, high) if high else 0.0)


D, R, P, B = Event.DELIVERED, Event.REJECTED, Event.PARTIAL, Event.REVERSED

FATES: dict[Fate, Fated] = {
    Fate.NOW: Fated("told", ((D, 0, 0),)),
    Fate.SOON: Fated("accepted", ((D, 5, 40 * MINUTE),)),
    Fate.TOMORROW: Fated("accepted", ((D, HOUR, 47 * HOUR),)),
    Fate.TOO_LATE: Fated("accepted", ((D, 48.2 * HOUR, 60 * HOUR),)),
    Fate.NEVER: Fated("accepted"),
    Fate.REFUSED: Fated("refused", is_taken=False),
    Fate.REFUSED_FOR_GOOD: Fated("refused for good", is_taken=False),
    Fate.REFUSES_US: Fated("refuses us", is_taken=False),
    Fate.REFUSED_LATER: Fated("accepted", ((R, 10, 3 * HOUR),)),
    Fate.SILENT: Fated("nothing", ((D, 0, 20 * MINUTE),)),
    Fate.SILENT_LATE: Fated("nothing", ((D, 48.2 * HOUR, 60 * HOUR),)),
    Fate.SILENT_LOST: Fated("nothing", is_taken=False),
    Fate.SILENT_REFUSED: Fated("nothing", ((R, 1, HOUR),)),
    Fate.SILENT_HIDDEN: Fated("nothing", ((D, 0, 1),), hidden_seconds=(30, 800)),
    Fate.UNREACHABLE: Fated("unreachable", is_taken=False),
    Fate.DUPLICATE: Fated("duplicate", ((D, 1, 10 * MINUTE),)),
    Fate.PART: Fated("told", ((P, 0, 0),)),
    Fate.PART_LATER: Fated("accepted", ((P, 10, HOUR),)),
    Fate.LIE: Fated("refused", ((D, 10, 10 * HOUR),)),
    Fate.LIE_LATER: Fated("accepted", ((R, 5, HOUR), (D, 2 * HOUR, 20 * HOUR))),
    Fate.LIE_MISSING: Fated(
        "nothing", ((D, HOUR, 30 * HOUR),), hidden_seconds=(2 * HOUR, 30 * HOUR)
    ),
    Fate.TAKEN_BACK: Fated("told", ((D, 0, 0), (B, MINUTE, 20 * HOUR))),
    Fate.CARD_AGAIN: Fated("told", ((D, 0, 0),), repeats_card=True),
}

# A calm supplier; each history multiplies these by its own mood.
USUAL: dict[Fate, float] = {
    Fate.NOW: 5, Fate.SOON: 5, Fate.TOMORROW: 2, Fate.TOO_LATE: 2, Fate.NEVER: 1,
    Fate.REFUSED: 2, Fate.REFUSED_FOR_GOOD: 0.5, Fate.REFUSES_US: 0.5, Fate.REFUSED_LATER: 2,
    Fate.SILENT: 2, Fate.SILENT_LATE: 1, Fate.SILENT_LOST: 1.5, Fate.SILENT_REFUSED: 1,
    Fate.SILENT_HIDDEN: 1.5, Fate.UNREACHABLE: 1.5, Fate.DUPLICATE: 0.5, Fate.PART: 1,
    Fate.PART_LATER: 1, Fate.LIE: 1, Fate.LIE_LATER: 1, Fate.LIE_MISSING: 0.7,
    Fate.TAKEN_BACK: 1.5, Fate.CARD_AGAIN: 0.5,
}  # fmt: skip


def mood(dice: random.Random) -> dict[Fate, float]:
    """Draw how often each fate comes in one history: some never, some very often."""
    weights = {
        fate: weight * dice.choice((0.0, 0.5, 1.0, 1.0, 4.0)) for fate, weight in USUAL.items()
    }
    return weights if any(weights.values()) else USUAL
