"""After the last step: everybody behaves, time passes, and nothing may be left over."""

from app import redemption
from app.kit import db

from .deeds.outside import deliver_notice, post_letter
from .deeds.workers import JOBS, work
from .shop import SUPPLIERS
from .world import World

# Past every retry and every deadline; then people finish what waits for them, and the last
# late delivery comes.
MACHINES_SECONDS = (5, 60, 300, 1_000, 3_700, 3_700, 20_000, 60_000, 100_000)
PEOPLE_SECONDS = (5, 3_700, 44_000, 60, 44_000, 60)
MOST_ROUNDS = 40


async def rest(world: World) -> None:
    """Let everybody behave, finish what they began, and time pass until nothing is due."""
    world.fine_weather()
    while world.asleep:
        await world.wake(0)
    await db.fetch(
        "UPDATE supplier_switch SET is_armed = true WHERE supplier = ANY($1)", SUPPLIERS
    )
    world.psp.remind()
    for seconds in MACHINES_SECONDS:
        world.clock.turn(seconds)
        await _drain(world)
    await _decide(world)
    world.psp.settle_stuck()
    for seconds in PEOPLE_SECONDS:
        world.clock.turn(seconds)
        await _drain(world)


async def _drain(world: World) -> None:
    """Let every letter arrive and every worker work until nothing is left to do now."""
    for name, model in world.suppliers.items():
        for letter in [one for one in model.letters if one.due_at <= world.clock.now]:
            await post_letter(world, name, letter)
            model.letters.remove(letter)
    for notice in [one for one in world.psp.notices if one.due_at <= world.clock.now]:
        await deliver_notice(world, notice)
        world.psp.notices.remove(notice)
    for _ in range(MOST_ROUNDS):
        if not any([await work(world, name) for name in JOBS]):
            return


async def _decide(world: World) -> None:
    """An operator gives back what is in doubt (R23)."""
    for doubtful in await world.column("SELECT id FROM redemption WHERE state = 'attention'"):

        async def verb(redemption_id: int = doubtful) -> object:
            return await redemption.refund(
                redemption_id=redemption_id, reason="doubt", actor="ops", now=world.clock.now
            )

        world.note(f"an operator refunds the doubtful redemption {doubtful}")
        await world.run("console", verb)
