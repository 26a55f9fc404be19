"""What members do: redeem, pay, change their minds."""

from typing import Any

from app import payments, redemption
from app.kit import db
from app.kit.tiers import Tier
from app.redemption import Placing, RedemptionRequest, RedemptionView

from ..shop import earn as give_lot
from ..world import Violation, World
from .registry import deed

PHONE = "13800000101"
_LOTS = """
SELECT id, points_left FROM lot
 WHERE member_id = $1 AND points_left > 0 AND expires_at > $2 ORDER BY expires_at, id"""
_PARTS = "SELECT lot, points FROM hold_part WHERE hold = $1 ORDER BY id"


@deed(20)
async def place(world: World, member_id: int | None = None) -> None:
    """Redeem something, or too much of it; now and then ask for the same thing twice."""
    if world.placed and member_id is None and world.dice.random() < 0.12:
        await _place_again(world)
        return
    slug = world.dice.choice((*world.goods.products, "topup", "scarf", "scarf", "gamecard"))
    member_id = member_id or world.dice.choice(world.goods.members)
    request = RedemptionRequest(
        product_id=world.goods.products[slug],
        quantity=world.dice.choice((1, 1, 1, 2, 3)),
        account=PHONE if slug in ("topup", "last-ones", "scarf") else None,
        points=_share(world) if slug == "scarf" else None,
        address_id=world.goods.address_id if slug == "tote" else None,
        slot_id=world.goods.slot_id if slug == "lunch" else None,
    )
    if slug == "tote":
        member_id = world.goods.members[0]
    placing = Placing(
        member_id=member_id, tier=Tier.BASIC, idempotency_key=f"key-{world.number()}",
        promise_seconds=172_800, payment_window_seconds=900, payment_provider=world.psp.name,
    )  # fmt: skip
    world.note(f"member {member_id} places {request.quantity} {slug}")
    lots = await db.fetch(_LOTS, member_id, world.clock.now)
    placed = await _ask(world, request, placing)
    world.placed.append((request, placing, placed and placed.id))
    if placed is not None and placed.hold_id is not None:
        await _first_in_first_out(lots, placed)
    if placed is not None and placed.payment_id and world.dice.random() < 0.8:
        await _check_out(world, placed.payment_id)


async def _place_again(world: World) -> None:
    """A client that has heard nothing asks again with its key."""
    nth = world.dice.randrange(len(world.placed))
    request, placing, first = world.placed[nth]
    world.note(f"member {placing.member_id} repeats {placing.idempotency_key}")
    placed = await _ask(world, request, placing)
    if placed is None:
        return
    if first not in (None, placed.id):
        raise Violation(f"{placing.idempotency_key} stands for {first} and {placed.id}")
    world.placed[nth] = (request, placing, placed.id)


async def _ask(
    world: World, request: RedemptionRequest, placing: Placing
) -> RedemptionView | None:
    async def verb() -> RedemptionView:
        return await redemption.place(request=request, placing=placing, now=world.clock.now)

    placed = await world.call("web", verb)
    assert placed is None or isinstance(placed, RedemptionView)
    return placed


async def _first_in_first_out(lots: list[Any], placed: RedemptionView) -> None:
    """R2: what was held is what was to expire first."""
    wanted, missing = [], placed.points
    for lot in lots:
        taken = min(lot["points_left"], missing)
        if taken:
            wanted.append((lot["id"], taken))
            missing -= taken
    held = [tuple(row) for row in await db.fetch(_PARTS, placed.hold_id)]
    if held != wanted:
        raise Violation(f"redemption {placed.id} took {held}, not {wanted} (R2)")


def _share(world: World) -> int | None:
    return world.dice.choice((None, 0, 1, 500))


@deed(3)
async def check_out(world: World) -> None:
    """Open the pay page of a payment that waits."""
    open_ones = await world.column("SELECT id FROM payment WHERE state = 'open' ORDER BY id")
    if open_ones:
        await _check_out(world, world.dice.choice(open_ones))


async def _check_out(world: World, payment_id: int) -> None:
    async def verb() -> object:
        return await payments.prepare(payment_id=payment_id, now=world.clock.now)

    world.note(f"payment {payment_id} is prepared")
    await world.run("web", verb)


@deed(7)
async def pay(world: World) -> None:
    """Pay a bill at the provider: in time, at the last moment, or when nobody expects it."""
    bills = world.psp.payable()
    if bills:
        chosen = world.dice.choice(bills)
        world.psp.pay(chosen)
        world.note(f"bill {list(world.psp.bills).index(chosen) + 1} is paid")


@deed(3.5)
async def cancel(world: World) -> None:
    """Change one's mind, in time or not."""
    rows = await db.fetch(
        "SELECT id, member_id FROM redemption WHERE state IN"
        " ('awaiting_payment', 'placed', 'delivering', 'cancelled') ORDER BY id"
    )
    if not rows:
        return
    chosen = world.dice.choice(rows)

    async def verb() -> object:
        return await redemption.cancel(
            redemption_id=chosen["id"], member_id=chosen["member_id"], now=world.clock.now
        )

    world.note(f"redemption {chosen['id']} is cancelled by its member")
    await world.call("web", verb)


@deed(1.5)
async def earn(world: World) -> None:
    """Earn another lot, some of them for an hour only."""
    member_id = world.dice.choice(world.goods.members)
    reference = f"order:{world.number()}"
    world.note(f"member {member_id} earns")
    dice = world.dice

    async def verb() -> None:
        await give_lot(member_id, reference, world.clock.now, dice)

    await world.run("web", verb)
