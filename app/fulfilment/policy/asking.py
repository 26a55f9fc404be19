"""When a supplier is asked what became of it, and when silence proves something."""

from datetime import datetime, timedelta

# Delivered by Laurel itself the moment they are placed; a slot is reserved with the stock.
INSTANT = frozenset({"donation", "file", "coupon", "booking"})
HANDWORK = frozenset({"shipment"})

LEASE_SECONDS = 90  # More than twice twenty seconds of waiting and twenty of submitting.
SEND_WITHIN_SECONDS = 20  # A worker that slept longer since its claim must not send (P19).
MISSES = 2
LONGEST_PAUSE_SECONDS = 600
AFTERMATH_PAUSE_SECONDS = 3_600
AFTERMATH_SECONDS = 9 * 86_400  # Callbacks came after 75 hours; later, statements tell.


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
