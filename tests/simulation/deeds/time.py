"""Time passes: a moment, hours, a day, or exactly to where something is due."""

from datetime import timedelta

from app.kit import db

from ..world import World
from .members import place
from .registry import deed
from .workers import one_worker

# Where a second, or none at all, decides; a lot's edge has its member.
_EDGES = """
SELECT DISTINCT at, member_id FROM (
    SELECT promise_due_at AS at, NULL::bigint AS member_id FROM redemption
     WHERE state IN ('placed', 'delivering')
    UNION ALL SELECT pay_by, NULL FROM redemption WHERE state = 'awaiting_payment'
    UNION ALL SELECT expires_at, member_id FROM lot WHERE points_left + points_held > 0
    UNION ALL SELECT leased_until, NULL FROM fulfilment WHERE lease_token IS NOT NULL
    UNION ALL SELECT leased_until, NULL FROM refund WHERE lease_token IS NOT NULL
    UNION ALL SELECT due_at, NULL FROM fulfilment WHERE state IN ('queued', 'waiting')
) edges WHERE at > $1 AND at < $1 + make_interval(hours => 72)
 ORDER BY at, member_id LIMIT 8"""

NUDGES = (-1_000_000, -1, 0, 0, 0, 1, 1_000_000)


@deed(10)
async def a_moment(world: World) -> None:
    world.clock.turn(world.dice.uniform(0, 30))


@deed(6)
async def minutes(world: World) -> None:
    world.clock.turn(world.dice.uniform(30, 1_200))


@deed(3)
async def hours(world: World) -> None:
    world.clock.turn(world.dice.uniform(1_200, 20_000))


@deed(1.2)
async def a_day(world: World) -> None:
    world.clock.turn(world.dice.uniform(20_000, 200_000))
    world.note("a day or two later")


@deed(5)
async def an_edge(world: World) -> None:
    """To the microsecond at which something is due, or just beside it; often with a deed."""
    rows = await db.fetch(_EDGES, world.clock.now)
    if not rows:
        return
    chosen = world.dice.choice(rows)
    nudge = timedelta(microseconds=world.dice.choice(NUDGES))
    world.clock.now = max(world.clock.now, chosen["at"] + nudge)
    world.note("to an edge")
    if world.dice.random() < 0.5:
        await (place(world, chosen["member_id"]) if chosen["member_id"] else one_worker(world))
