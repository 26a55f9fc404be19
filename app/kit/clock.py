"""The only place that reads a clock; everywhere else time is an argument."""

import time
from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """Tell the present instant in UTC."""
    return datetime.now(UTC)


class Stopwatch:
    """Goes on from an instant that was given, for work that takes time, as the network does."""

    def __init__(self, started_at: datetime) -> None:
        self.started_at = started_at
        self._started = _elapsed()

    @property
    def seconds(self) -> float:
        """Tell how long it has been running; where the machine can tell, its sleep counts."""
        return _elapsed() - self._started

    def now(self) -> datetime:
        """Tell the instant that it is now."""
        return self.started_at + timedelta(seconds=self.seconds)


def _elapsed() -> float:
    """Count seconds that no step of the clock changes; the boot clock also counts a suspend."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
