"""What comes from outside: callbacks and notices, late, twice, forged, in any order."""

from typing import Any

import msgspec

from app import fulfilment, payments
from app.fulfilment import CallbackUnreadable

from ..model_psp import Notice, Told
from ..model_supplier import Letter, Post
from ..world import Violation, World
from .registry import deed


@deed(8)
async def call_back(world: World) -> None:
    """Let a supplier post some of what is due, in any order; a lost power means: again."""
    for name, model in world.suppliers.items():
        due = [one for one in model.letters if one.due_at <= world.clock.now]
        for letter in world.dice.sample(due, min(len(due), world.dice.randint(1, 4))):
            if await post_letter(world, name, letter):
                model.letters.remove(letter)


async def post_letter(world: World, name: str, letter: Letter) -> bool:
    async def verb() -> Any:
        return await fulfilment.store_callback(
            supplier=name, headers={"content-type": "application/json"}, body=letter.body,
            now=world.clock.now,
        )  # fmt: skip

    key = f"callback {name} {letter.body!r}"
    world.note(f"{name} posts {msgspec.json.decode(letter.body)['event']}")
    answer = await world.run("web", verb)
    if answer is None:
        return False
    world.seen["duplicate webhooks"] += key in world.told
    world.told.add(key)
    return True


@deed(1)
async def forge(world: World) -> None:
    """Post what nobody sent: an unknown number, a false notice."""
    post = Post("01ARZ3NDEKTSV4RRFFQ69G5FAV", "delivered", world.number(), is_signed=False)

    async def callback() -> bool:
        try:
            await fulfilment.store_callback(
                supplier="model-main", headers={}, body=msgspec.json.encode(post),
                now=world.clock.now,
            )  # fmt: skip
        except CallbackUnreadable:
            return True
        return False

    if await world.run("web", callback) is False:
        raise Violation("an unsigned callback about nothing known was stored")
    told = Told(f"forged:{world.number()}", refund_no="R", seal="forged")

    async def notice() -> Any:
        return await payments.store_notice(
            provider=world.psp.name, headers={}, body=msgspec.json.encode(told),
            now=world.clock.now,
        )  # fmt: skip

    answer = await world.run("web", notice)
    if answer is not None and answer.status != 401:
        raise Violation(f"a forged notice was answered {answer.status}")


@deed(6)
async def notify(world: World) -> None:
    """Let the provider deliver some of what is due, in any order."""
    due = [one for one in world.psp.notices if one.due_at <= world.clock.now]
    for notice in world.dice.sample(due, min(len(due), world.dice.randint(1, 4))):
        if await deliver_notice(world, notice):
            world.psp.notices.remove(notice)


async def deliver_notice(world: World, notice: Notice) -> bool:
    async def verb() -> Any:
        return await payments.store_notice(
            provider=world.psp.name, headers={}, body=notice.body, now=world.clock.now
        )

    key = f"notice {notice.body!r}"
    world.note(f"the provider tells {msgspec.json.decode(notice.body)['key'].split(':')[0]}")
    answer = await world.run("web", verb)
    if answer is None:
        return False
    world.seen["duplicate webhooks"] += key in world.told
    world.told.add(key)
    return True


@deed(0.7)
async def settle_at_the_bank(world: World) -> None:
    """A person at the provider starts again what was stuck; the mall is not told."""
    world.note(f"the provider takes up {world.psp.settle_stuck()} stuck refunds")
