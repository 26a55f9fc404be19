"""Decisions about behaviour: no database, no clock, no network."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from app.kit.errors import InvalidInput

from .schemas import BehaviourEvent

MOST_EVENTS = 50
LARGEST_DATA = 2048
# Phones' clocks differ, and phones are offline on journeys.
FAST_CLOCK = timedelta(minutes=5)
OLDEST = timedelta(days=7)

_KIND = re.compile(r"[a-z][a-z0-9_.]{0,39}")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


def checked(events: Sequence[BehaviourEvent], *, now: datetime) -> dict[int, str]:
    """Hold events to their bounds; returns each one's data as text, by its place.

    Raises InvalidInput with the field of the first that does not fit.
    """
    if not 0 < len(events) <= MOST_EVENTS:
        raise InvalidInput(field="events", reason="length", most=MOST_EVENTS)
    return {place: _checked(one, f"events[{place}]", now) for place, one in enumerate(events)}


def _checked(event: BehaviourEvent, field: str, now: datetime) -> str:
    if not _KIND.fullmatch(event.kind):
        raise InvalidInput(field=f"{field}.type", reason="unreadable")
    if not _ID.fullmatch(event.id):
        raise InvalidInput(field=f"{field}.id", reason="unreadable")
    if event.at.tzinfo is None or not now - OLDEST <= event.at <= now + FAST_CLOCK:
        raise InvalidInput(field=f"{field}.at", reason="out_of_range")
    told = msgspec.json.encode(event.data)
    if len(told) > LARGEST_DATA:
        raise InvalidInput(field=f"{field}.data", reason="length", most=LARGEST_DATA)
    if b"\\u0000" in told:  # PostgreSQL keeps no such sign in jsonb.
        raise InvalidInput(field=f"{field}.data", reason="unreadable")
    return told.decode()
