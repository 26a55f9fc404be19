"""Many who want card codes at once: each gets their own, and nobody hears that none is left."""

import asyncio

import asyncpg

from app import fulfilment
from app.kit import db
from tests.stage import Stage

BUYERS = 12


async def test_as_many_codes_as_buyers_are_enough_whoever_holds_them(stage: Stage) -> None:
    """The first to expire are the last on the shelf, so that all reach for the same ones."""
    await fulfilment.gateway.configure([])  # Who finds no code gives everything back.
    codes = [(f"CODE-{number}", None, f"2027-12-{31 - number}") for number in range(BUYERS)]
    await fulfilment.add_codes(
        product_slug="gamecard-30", codes=codes, source="x", now=stage.clock.now
    )
    await stage.member(points=300 * BUYERS)
    placed = [await stage.place("gamecard-30") for _ in range(BUYERS)]
    await stage.relay()
    await asyncio.gather(*(db.fetch("SELECT pg_sleep(0.1)") for _ in range(BUYERS)))
    for _ in range(BUYERS):
        await stage.dispatch()
        stage.clock.turn(3)
    assert {await stage.state(one) for one in placed} == {"delivered"}
    [shelf] = await db.fetch("SELECT count(DISTINCT fulfilment) AS sold FROM card_code")
    assert shelf["sold"] == BUYERS


async def test_a_code_that_is_only_held_is_waited_for(stage: Stage, database_url: str) -> None:
    await fulfilment.gateway.configure([])
    await fulfilment.add_codes(
        product_slug="gamecard-30", codes=[("CODE-1", None, None)], source="x",
        now=stage.clock.now,
    )  # fmt: skip
    await stage.member(points=300)
    placed = await stage.place("gamecard-30")
    await stage.relay()
    other = await asyncpg.connect(database_url)
    async with other.transaction():
        await other.fetch("SELECT id FROM card_code FOR UPDATE")
        await stage.dispatch()
    await other.close()
    assert await stage.state(placed) == "delivering"
    stage.clock.turn(3)
    await stage.dispatch()
    assert await stage.state(placed) == "delivered"
