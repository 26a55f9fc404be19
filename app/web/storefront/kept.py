"""What every visitor of one tier is shown alike, remembered for a moment.

The same span as strangers' pages: nothing here is older than 0.8 seconds.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

from app.web import page_cache

T = TypeVar("T")
MOST = 512


class Kept:
    """Answers by key. One caller makes an answer while the others of its key wait."""

    def __init__(self, seconds: float = page_cache.SECONDS) -> None:
        self.seconds = seconds
        self.answers: dict[Hashable, tuple[float, Any]] = {}
        self.locks: dict[Hashable, asyncio.Lock] = {}

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """Return what was made for `key`, or make it. `make` must not depend on a member."""
        found = self._fresh(key)
        if found is None:
            async with self.locks.setdefault(key, asyncio.Lock()):
                found = self._fresh(key) or self._keep(key, await make())
            self.locks.pop(key, None)
        answer: T = found[0]
        return answer

    def _fresh(self, key: Hashable) -> tuple[Any] | None:
        until, answer = self.answers.get(key, (0.0, None))
        return (answer,) if until > asyncio.get_running_loop().time() else None

    def _keep(self, key: Hashable, answer: T) -> tuple[T]:
        self.answers.pop(key, None)
        while len(self.answers) >= MOST:
            del self.answers[next(iter(self.answers))]
        self.answers[key] = (asyncio.get_running_loop().time() + self.seconds, answer)
        return (answer,)
