"""How long a supplier is waited for, and what may be asked again."""

import time
from collections.abc import Awaitable, Callable
from typing import ParamSpec, Protocol, TypeVar

import msgspec
from tenacity import (
    retry,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from .errors import SupplierError

P = ParamSpec("P")
T = TypeVar("T")


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long a supplier is waited for, and how often it is asked.

    A deadline covers one request from the first byte to the last, since the timeouts of
    httpx count anew at every byte. Two queries end within the 20 seconds of rule R20.
    """

    connect_seconds: float = 3
    submit_deadline_seconds: float = 20
    query_deadline_seconds: float = 9
    submit_attempts: int = 4
    query_attempts: int = 2
    wait_seconds: float = 0.5
    wait_max_seconds: float = 8


class Repeat(Protocol):
    """A decorator that keeps the signature of what it repeats."""

    def __call__(self, call: Callable[P, Awaitable[T]], /) -> Callable[P, Awaitable[T]]:
        """Return `call`, repeated."""
        ...


def retry_on(
    *errors: type[SupplierError], attempts: int, wait_seconds: float, wait_max_seconds: float
) -> Repeat:
    """Repeat the call on `errors` only, with jittered back-off, then raise the last one."""
    return retry(
        retry=retry_if_exception_type(errors),
        stop=stop_after_attempt(attempts),
        wait=wait_random_exponential(multiplier=wait_seconds, max=wait_max_seconds),
        reraise=True,
    )


def elapsed() -> float:
    """Count seconds that no step of the clock changes; where it can, a suspend counts too."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
