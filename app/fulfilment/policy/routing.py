"""Who is asked next for one redemption."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from ..schemas import Failure
from .circuits import CLOSED, Circuit, may_probe_at

NOT_SENT_TRIES = 3
NOT_SENT_PAUSE_SECONDS = (30, 120, 600)
TOO_LATE_PAUSE_SECONDS = 30
UNARMED_PAUSE_SECONDS = 60
PROBE_PAUSE_SECONDS = 15
# So near its end a promise is worth a try at a supplier that seems to be down.
NEAR_SECONDS = 3_600
# How long a redemption waits for a supplier that leaves us something.
MARGIN_PATIENCE_SECONDS = 3_600

LEFT_NOTHING = frozenset({Failure.NOT_SENT, Failure.TOO_LATE})


class Tried(msgspec.Struct, frozen=True):
    """One failed attempt, reduced to what routing must know."""

    supplier: str
    failure: Failure
    failed_at: datetime


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier that sells the product. The lowest priority, band and cost go first."""

    name: str
    is_armed: bool = True
    priority: int = 100
    circuit: Circuit = CLOSED
    band: tuple[int, int] = (0, 0)
    cost_fen: int = 0
    is_below_margin: bool = False


class Route(msgspec.Struct, frozen=True):
    """Use `supplier`; or decide again at `wait_until`; or, with neither, give up (R22)."""

    supplier: str | None = None
    wait_until: datetime | None = None


def choose(
    candidates: Iterable[Candidate],
    tried: Iterable[Tried],
    *,
    now: datetime,
    since: datetime,
    due_at: datetime,
) -> Route:
    """Choose who is asked next for what is owed `since` then until `due_at`.

    By priority; among equals by health, then by cost. A supplier that refused is not asked
    again; one that could not be reached is, up to three times with growing pauses. An unarmed
    one is waited for, never given up on; one whose circuit is open likewise, until the
    promise comes near: then it is asked all the same.

    A promise is kept even at a loss, but last: a supplier below its margin floor is asked
    only when no other is left, or when the others have kept the member waiting for an hour.
    """
    failures = list(tried)
    if any(one.failure is Failure.FINAL for one in failures):
        return Route()
    is_near = now >= due_at - timedelta(seconds=NEAR_SECONDS)
    waits: dict[bool, list[datetime]] = {False: [], True: []}
    for candidate in sorted(candidates, key=_order):
        ready_at = _ready_at(candidate, failures, now=now, is_near=is_near)
        if ready_at is None:
            continue
        if candidate.is_below_margin and waits[False]:
            ready_at = max(ready_at, since + timedelta(seconds=MARGIN_PATIENCE_SECONDS))
        if ready_at <= now:
            return Route(supplier=candidate.name)
        waits[candidate.is_below_margin].append(ready_at)
    return Route(wait_until=min([*waits[False], *waits[True]], default=None))


def _order(candidate: Candidate) -> tuple[bool, int, tuple[int, int], int, str]:
    return (
        candidate.is_below_margin,
        candidate.priority,
        candidate.band,
        candidate.cost_fen,
        candidate.name,
    )


def _ready_at(
    candidate: Candidate, failures: list[Tried], *, now: datetime, is_near: bool
) -> datetime | None:
    """Tell when a supplier may be asked; None for never again."""
    mine = [one for one in failures if one.supplier == candidate.name]
    unreached = [one for one in mine if one.failure is Failure.NOT_SENT]
    if any(one.failure not in LEFT_NOTHING for one in mine):
        return None
    if len(unreached) >= NOT_SENT_TRIES:
        return None
    if not candidate.is_armed:
        return now + timedelta(seconds=UNARMED_PAUSE_SECONDS)
    ready_at = now if is_near else may_probe_at(candidate.circuit) or now
    for one in mine:
        pause = TOO_LATE_PAUSE_SECONDS
        if one.failure is Failure.NOT_SENT:
            pause = NOT_SENT_PAUSE_SECONDS[len(unreached) - 1]
        ready_at = max(ready_at, one.failed_at + timedelta(seconds=pause))
    return ready_at


def after_probe(now: datetime) -> datetime:
    """Tell when to decide again after another redemption took the probe."""
    return now + timedelta(seconds=PROBE_PAUSE_SECONDS)
