"""`transaction()` and `atomic`: the only callers of `engine.transaction`."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import asyncpg

from app.kit.db.engine import Transaction, engine

P = ParamSpec("P")
R = TypeVar("R")

RETRIED = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
)
ATTEMPTS = 5


class NestedTransaction(RuntimeError):
    """`transaction()` was opened inside another; a verb that may be joined is `@atomic`."""


class NetworkInsideTransaction(RuntimeError):
    """Something outside was called while a transaction was open."""


def is_in_transaction() -> bool:
    return engine.current_transaction.get() is not None


def refuse_inside_transaction() -> None:
    """Raise if a transaction is open; called before anything leaves for the network."""
    if is_in_transaction():
        raise NetworkInsideTransaction


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """Run the block as one transaction; refuses to be nested and never retries."""
    if is_in_transaction():
        raise NestedTransaction
    async with engine.transaction():
        yield


def atomic(verb: Callable[P, Awaitable[R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """Make a verb one transaction: joins the caller's, or opens one and retries it whole.

    Retried only on a serialization failure, a deadlock or a lock wait, at most five times.
    A joined verb that fails dooms the caller's transaction even if the error is swallowed.
    """

    @wraps(verb)
    async def run(*args: P.args, **kwargs: P.kwargs) -> R:
        current = engine.current_transaction.get()
        if current is None:
            return await _retried(lambda: verb(*args, **kwargs))
        try:
            return await verb(*args, **kwargs)
        except BaseException:
            cast(Transaction, current).is_doomed = True
            raise

    return run


async def _retried(attempt: Callable[[], Awaitable[R]]) -> R:
    for tried in range(1, ATTEMPTS + 1):
        try:
            async with engine.transaction():
                return await attempt()
        except RETRIED:
            if tried == ATTEMPTS:
                raise
            await asyncio.sleep(random.uniform(0, 0.02 * 2**tried))
    raise AssertionError("unreachable")
