"""What workers do, one at a time, many at once, or half of it before they fall asleep."""

from collections.abc import Awaitable, Callable
from functools import partial

from app import fulfilment, ledger, payments, redemption
from app.workers import relay as relay_worker

from ..storm import Plan, Point
from ..world import World
from .registry import deed

CALLBACK_BASE = "http://127.0.0.1:9/callbacks/suppliers"
Job = Callable[[World], Awaitable[int]]


async def _relay(world: World) -> int:
    return await relay_worker.deliver(world.clock.now)


async def _dispatch(world: World) -> int:
    return await fulfilment.jobs.dispatch(now=world.clock.now, callback_base=CALLBACK_BASE)


async def _apply_callbacks(world: World) -> int:
    return await fulfilment.jobs.apply_callbacks(now=world.clock.now)


async def _apply_notices(world: World) -> int:
    return await payments.apply_notices(now=world.clock.now)


async def _poll_payments(world: World) -> int:
    return await payments.poll_payments(now=world.clock.now)


async def _send_refunds(world: World) -> int:
    return await payments.send_refunds(now=world.clock.now)


async def _watch(world: World) -> int:
    return await fulfilment.jobs.keep_promises(now=world.clock.now)


async def _cancel_unpaid(world: World) -> int:
    return await redemption.jobs.cancel_unpaid(now=world.clock.now)


async def _expire_lots(world: World) -> int:
    return await ledger.expire_lots(now=world.clock.now)


async def _chain(world: World) -> int:
    return await ledger.chain_postings(now=world.clock.now)


JOBS: dict[str, tuple[Job, float]] = {
    "relay": (_relay, 12),
    "dispatcher": (_dispatch, 12),
    "callback reader": (_apply_callbacks, 6),
    "notice reader": (_apply_notices, 5),
    "poller": (_poll_payments, 5),
    "refunder": (_send_refunds, 6),
    "watchdog": (_watch, 4),
    "reaper of unpaid": (_cancel_unpaid, 2),
    "reaper of lots": (_expire_lots, 2),
    "auditor": (_chain, 1),
}


def _drawn(world: World) -> str:
    return world.dice.choices([*JOBS], [weight for _, weight in JOBS.values()])[0]


async def work(world: World, name: str, plan: Plan | None = None) -> int:
    """Let one worker do one round; returns how much it took up."""
    world.note(name)
    found = await world.run(name, partial(JOBS[name][0], world), plan=plan)
    return int(found or 0)


@deed(48)
async def one_worker(world: World) -> None:
    """One worker does one round."""
    await work(world, _drawn(world))


@deed(5)
async def a_rush(world: World) -> None:
    """Several workers at once; some are two of a kind."""
    names = [_drawn(world) for _ in range(world.dice.randint(2, 3))]
    names.append(world.dice.choice([*names, "watchdog", "dispatcher"]))
    world.note(f"at once: {', '.join(names)}")
    await world.run_together([(name, partial(JOBS[name][0], world)) for name in names])


@deed(2)
async def doze(world: World) -> None:
    """A worker falls asleep in the middle of its round."""
    plan = Plan(
        world.dice.choice((Point.AFTER, Point.AFTER, Point.ANSWER)),
        1 + int(world.dice.expovariate(0.9)), is_sleep=True,
    )  # fmt: skip
    name = world.dice.choice(("dispatcher", "dispatcher", "refunder", "watchdog", "relay"))
    await work(world, name, plan)


@deed(3)
async def take_over(world: World) -> None:
    """One falls asleep right after it has claimed; its lease ends, another works, it wakes."""
    name = world.dice.choice(("dispatcher", "dispatcher", "refunder", "relay"))
    before = len(world.asleep)
    await work(world, name, Plan(Point.AFTER, 1, is_sleep=True))
    if len(world.asleep) == before:
        return
    world.clock.turn(world.dice.uniform(20, 200))
    for _ in range(world.dice.randint(1, 2)):
        await work(world, name)
    if len(world.asleep) > before and world.dice.random() < 0.7:
        await world.wake(before)


@deed(3)
async def wake(world: World) -> None:
    """One that fell asleep goes on, however late."""
    if world.asleep:
        await world.wake(world.dice.randrange(len(world.asleep)))
