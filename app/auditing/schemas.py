"""The words of auditing."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec


class Check(msgspec.Struct, frozen=True):
    """One invariant: `breaches` tells in words, each on a line of its own, what breaks it."""

    name: str
    breaches: Callable[[datetime], Awaitable[list[str]]]


class Breach(msgspec.Struct, frozen=True):
    """One thing that is not as an invariant says."""

    invariant: str
    told: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.told}"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What the auditor found when it last looked at one invariant."""

    name: str
    broken: int
    example: str | None
    checked_at: datetime
    broken_since: datetime | None
