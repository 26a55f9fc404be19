"""What every visitor of one tier is shown alike, remembered for a moment.

The same span as strangers' pages: nothing here is older than 0.45 seconds, nor made from
anything here that is.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from contextvars import ContextVar
from typing import Any, TypeVar

from app.web import page_cache

T = TypeVar("T")
MOST = 512
# Until when whatever is being made now may be kept, as far as its parts are known.
_until: ContextVar[float] = ContextVar("until", default=float("inf"))


class ShortCache:
    """Answers by key. One caller makes an answer while the others of its key wait."""

    def __init__(self, seconds: float = page_cache.SECONDS) -> None:
        self.seconds = seconds
        self.answers: dict[Hashable, tuple[float, Any]] = {}
        self.locks: dict[Hashable, asyncio.Lock] = {}

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """Return what was made for `key`, or make it. `make` must not depend on a member."""
        found = self._fresh(key)
        if found is None:
            try:
                async with self.locks.setdefault(key, asyncio.Lock()):
                    found = self._fresh(key) or await self._make(key, make)
            finally:  # What could not be made, such as a page that does not exist, too.
                self.locks.pop(key, None)
        until, answer = found
        _until.set(min(_until.get(), until))
        return answer  # type: ignore[no-any-return]  # ShortCache under its own key.

    def _fresh(self, key: Hashable) -> tuple[float, Any] | None:
        found = self.answers.get(key)
        return found if found and found[0] > asyncio.get_running_loop().time() else None

    async def _make(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> tuple[float, T]:
        """Make an answer; it lives no longer than the first of its parts to end."""
        outer = _until.set(asyncio.get_running_loop().time() + self.seconds)
        try:
            answer = await make()
            made = (_until.get(), answer)
        finally:
            _until.reset(outer)
        self.answers.pop(key, None)
        while len(self.answers) >= MOST:
            del self.answers[next(iter(self.answers))]
        self.answers[key] = made
        return made
