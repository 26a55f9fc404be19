"""One history from its first step to its rest, and many of them."""

import random
from collections import Counter
from dataclasses import dataclass

from . import counting
from .audit import at_rest, audit
from .deeds import DEEDS
from .model_supplier import ModelSupplier
from .resting import rest
from .scratch_database import wipe
from .shop import open_shop
from .storm import Baton, Clock, Storm
from .world import Violation, World

AUDIT_EVERY = 25


@dataclass
class History:
    """What one seed came to."""

    seed: int
    seen: Counter[str]
    trace: list[str]
    wrong: str | None = None


async def history(
    seed: int, *, steps: int, clock: Clock, suppliers: dict[str, ModelSupplier]
) -> History:
    """Live through one seed; the first violation ends it."""
    world = World(seed, clock, suppliers)
    with Storm(clock, Baton(world.dice)).raging():
        try:
            await _live(world, steps)
            wrong = None
        except Violation as violation:
            wrong = str(violation)
        finally:
            await world.abandon()
    return History(seed, world.seen, world.trace, wrong)


async def _live(world: World, steps: int) -> None:
    await wipe()
    world.goods = await open_shop(world.clock.now, world.dice)
    names, weights = _appetite(world.dice)
    for step in range(1, steps + 1):
        deed = DEEDS[world.dice.choices(names, weights)[0]]
        await deed.act(world)
        if step % AUDIT_EVERY == 0:
            await audit(world)
    await audit(world)
    await rest(world)
    await at_rest(world)
    await _count(world)


def _appetite(dice: random.Random) -> tuple[list[str], list[float]]:
    """Draw how often each deed comes in this history; some hardly ever, some all the time."""
    return [*DEEDS], [one.weight * dice.choice((0.2, 0.5, 1, 1, 2)) for one in DEEDS.values()]


async def _count(world: World) -> None:
    steps = await counting.steps()
    for step, times in steps.items():
        if step not in counting.ALLOWED:
            raise Violation(f"{counting.told(step)} is not on the map")
        world.seen[counting.told(step)] += times
    world.seen.update(await counting.cases())
