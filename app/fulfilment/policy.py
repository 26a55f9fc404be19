"""Decisions about getting the thing: no database, no clock, no network."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import msgspec

from suppliers import NotSubmitted, Rejected, Reversed

from .schemas import Failure

# Delivered by Laurel itself the moment they are placed; a slot is reserved with the stock.
INSTANT = frozenset({"donation", "file", "coupon", "booking"})
HANDWORK = frozenset({"shipment"})

LEASE_SECONDS = 90  # More than three times the longest submit.
SEND_WITHIN_SECONDS = 20  # A worker that slept longer since its claim must not send (P19).
MISSES = 2
NOT_SENT_TRIES = 3
NOT_SENT_PAUSE_SECONDS = (30, 120, 600)
UNARMED_PAUSE_SECONDS = 60
LONGEST_PAUSE_SECONDS = 600
AFTERMATH_PAUSE_SECONDS = 3_600
AFTERMATH_SECONDS = 9 * 86_400  # Callbacks came after 75 hours; later, statements tell.


class Tried(msgspec.Struct, frozen=True):
    """One failed attempt, reduced to what routing must know."""

    supplier: str
    failure: Failure
    failed_at: datetime


class Candidate(msgspec.Struct, frozen=True):
    """A supplier that sells the product, in the order of priority."""

    name: str
    is_armed: bool


class Route(msgspec.Struct, frozen=True):
    """Use `supplier`; or decide again at `wait_until`; or, with neither, give up (R22)."""

    supplier: str | None = None
    wait_until: datetime | None = None


def failure(outcome: Rejected | NotSubmitted | Reversed) -> tuple[Failure, str]:
    """Tell why an attempt failed, and in the supplier's words."""
    match outcome:
        case NotSubmitted(reason=reason):
            return Failure.NOT_SENT, reason
        case Rejected(code=code, message=message, is_our_fault=True):
            return Failure.REFUSES_US, f"{code} {message}"
        case Rejected(code=code, message=message, is_retryable_elsewhere=False):
            return Failure.FINAL, f"{code} {message}"
        case Rejected(code=code, message=message):
            return Failure.REJECTED, f"{code} {message}"
        case Reversed():
            return Failure.REJECTED, "reversed"


def choose(candidates: Iterable[Candidate], tried: Iterable[Tried], *, now: datetime) -> Route:
    """Choose who is asked next.

    A supplier that refused is not asked again; one that could not be reached is, up to
    three times with growing pauses. An unarmed one is waited for, never given up on.
    """
    failures = list(tried)
    if any(one.failure is Failure.FINAL for one in failures):
        return Route()
    waits: list[datetime] = []
    for candidate in candidates:
        ready_at = _ready_at(candidate, failures, now)
        if ready_at is None:
            continue
        if ready_at <= now:
            return Route(supplier=candidate.name)
        waits.append(ready_at)
    return Route(wait_until=min(waits, default=None))


def _ready_at(candidate: Candidate, failures: list[Tried], now: datetime) -> datetime | None:
    """Tell when a supplier may be asked; None for never again."""
    mine = [one for one in failures if one.supplier == candidate.name]
    is_refused = any(one.failure is not Failure.NOT_SENT for one in mine)
    if is_refused or len(mine) >= NOT_SENT_TRIES:
        return None
    if not candidate.is_armed:
        return now + timedelta(seconds=UNARMED_PAUSE_SECONDS)
    if not mine:
        return now
    pause = NOT_SENT_PAUSE_SECONDS[len(mine) - 1]
    return max(one.failed_at for one in mine) + timedelta(seconds=pause)


def next_query(
    *, sent_at: datetime, queries: int, first_after: int, interval: int, now: datetime
) -> datetime:
    """Tell when to ask: after the first gate, then at intervals that double to ten minutes."""
    if queries == 0:
        return max(now, sent_at + timedelta(seconds=first_after))
    pause = min(max(interval, 1) * 2 ** min(queries - 1, 12), LONGEST_PAUSE_SECONDS)
    return now + timedelta(seconds=max(pause, interval))


def is_gone(*, misses: int, sent_at: datetime, grace_seconds: int, now: datetime) -> bool:
    """Tell whether "we do not know that number" now proves that nothing was bought."""
    return misses >= MISSES and now - sent_at >= timedelta(seconds=grace_seconds)


def aftermath(*, sent_at: datetime, now: datetime) -> datetime | None:
    """Tell when to ask again once the redemption is over (R21); None when it is long past."""
    if now - sent_at > timedelta(seconds=AFTERMATH_SECONDS):
        return None
    return now + timedelta(seconds=AFTERMATH_PAUSE_SECONDS)


def is_sellable(expires_on: str, *, on: date) -> bool:
    """Tell whether a code of ours lasts beyond today; what is no ISO day is not sold."""
    try:
        return date.fromisoformat(expires_on) > on
    except ValueError:
        return False
