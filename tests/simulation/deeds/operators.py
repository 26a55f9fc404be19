"""What operators do: give back, take up again, ship, switch, refill."""

from datetime import timedelta

from app import fulfilment, payments, redemption
from app.kit import db

from ..shop import SUPPLIERS
from ..world import World
from .registry import deed


@deed(2)
async def give_back(world: World) -> None:
    """Refund the whole of anything, whether or not that is possible."""
    ids = await world.column("SELECT id FROM redemption ORDER BY id")
    if not ids:
        return
    chosen = world.dice.choice(ids[-12:])

    async def verb() -> object:
        return await redemption.refund(
            redemption_id=chosen, reason="asked", actor="ops", now=world.clock.now
        )

    world.note(f"an operator refunds redemption {chosen}")
    await world.call("console", verb)


@deed(2.5)
async def give_back_a_part(world: World) -> None:
    """Refund a part of what came, or came in doubt."""
    rows = await db.fetch(
        "SELECT id, points - points_refunded AS points, cash_fen - cash_refunded_fen AS fen"
        "  FROM redemption WHERE state IN ('delivered', 'attention') ORDER BY id"
    )
    if not rows:
        return
    chosen = world.dice.choice(rows)
    points = world.dice.choice((0, chosen["points"] // 2, chosen["points"]))
    cash_fen = world.dice.choice((0, chosen["fen"] // 3, chosen["fen"]))

    async def verb() -> object:
        return await redemption.refund(
            redemption_id=chosen["id"], reason="asked", actor="ops", now=world.clock.now,
            points=points, cash_fen=cash_fen,
        )  # fmt: skip

    world.note(f"an operator refunds {points} and {cash_fen} fen of {chosen['id']}")
    await world.call("console", verb)


@deed(2)
async def take_up(world: World) -> None:
    """Send a stuck refund once more, or hold it back, or let it go again."""
    ids = await world.column("SELECT id FROM refund WHERE state = 'stuck' ORDER BY id")
    if not ids:
        return
    chosen, how = world.dice.choice(ids), world.dice.choice(("sent", "sent", "held", "let go"))
    now = world.clock.now

    async def verb() -> object:
        if how == "sent":
            return await payments.retry_refund(refund_id=chosen, now=now)
        if how == "held":
            until = now + timedelta(hours=1)
            return await payments.hold_refund(refund_id=chosen, until=until, now=now)
        return await payments.release_refund(refund_id=chosen)

    world.note(f"an operator wants refund {chosen} {how}")
    await world.call("console", verb)


@deed(2)
async def ship(world: World) -> None:
    """Record a waybill, for a parcel or for something that is none any more."""
    ids = await world.column(
        "SELECT redemption_id FROM fulfilment WHERE delivery = 'shipment' ORDER BY id"
    )
    if not ids:
        return
    chosen = world.dice.choice(ids)

    async def verb() -> None:
        await fulfilment.ship(
            redemption_id=chosen, carrier="顺丰", waybill=f"SF{world.number()}", actor="ops",
            now=world.clock.now,
        )  # fmt: skip

    world.note(f"redemption {chosen} is shipped")
    await world.call("console", verb)


@deed(1)
async def switch(world: World) -> None:
    """Arm or disarm a supplier."""
    name, is_armed = world.dice.choice(SUPPLIERS), world.dice.random() < 0.6
    world.note(f"{name} is {'armed' if is_armed else 'disarmed'}")

    async def verb() -> None:
        await fulfilment.switch_supplier(
            supplier=name, is_armed=is_armed, actor="ops", reason="history",
            now=world.clock.now,
        )  # fmt: skip

    await world.run("console", verb)


@deed(1)
async def refill(world: World) -> None:
    """Add some card codes of our own."""
    codes = [(f"OWN-{world.number():06}", "pin", None) for _ in range(world.dice.randint(1, 3))]
    world.note(f"{len(codes)} codes are added")

    async def verb() -> int:
        return await fulfilment.add_codes(
            product_slug="gamecard", codes=codes, source="stock", now=world.clock.now
        )

    await world.run("console", verb)
