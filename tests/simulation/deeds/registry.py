"""Every deed by its name, with its usual weight."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from ..world import World

Act = Callable[[World], Awaitable[None]]
A = TypeVar("A", bound=Callable[..., Awaitable[None]])


@dataclass(frozen=True)
class Deed:
    """Something that may happen next."""

    name: str
    act: Act
    weight: float


DEEDS: dict[str, Deed] = {}


def deed(weight: float) -> Callable[[A], A]:
    """Let a function be something that may happen."""

    def keep(act: A) -> A:
        DEEDS[act.__name__] = Deed(act.__name__, act, weight)
        return act

    return keep
