"""What must hold: our own invariants, and what the outside world's books say of us."""

from collections import Counter, defaultdict
from typing import Any

from app import auditing
from app.auditing import INVARIANTS
from app.kit import db
from app.redemption import State

from .fates import Event
from .model_supplier import Order
from .world import Violation, World

_ATTEMPTS = """
SELECT a.reference, a.state, f.redemption_id, r.delivered_at IS NOT NULL AS was_delivered,
       EXISTS (SELECT FROM case_file c WHERE c.redemption_id = r.id) AS has_case
  FROM attempt a JOIN fulfilment f ON f.id = a.fulfilment
  JOIN redemption r ON r.id = f.redemption_id"""

_OWN_CODES = """
SELECT f.redemption_id FROM card_code c JOIN fulfilment f ON f.id = c.fulfilment
 WHERE c.source = 'stock' GROUP BY 1"""

_REFUNDS = """
SELECT r.refund_no, r.amount_fen, r.state, p.trade_no
  FROM refund r JOIN payment p ON p.id = r.payment"""

_HELD_PAST_EXPIRY = "SELECT id FROM lot WHERE points_held > 0 AND expires_at <= $1"


# What asks how late it is waits for the rest, when everybody has worked. The driver keeps the
# plan of a statement of up to 15 KiB; planning takes ten times as long as asking.
MOST_BYTES = 14_000


def _asked_together() -> list[str]:
    """Join the auditor's statements into as few as the driver keeps."""
    joined, bytes_left = list[list[str]](), 0
    for name, sql in INVARIANTS.items():
        if "$1" in sql:
            continue
        told = name.replace("'", "''")
        one = f"SELECT '{told}' AS name, to_jsonb(x)::text AS row FROM ({sql}) x"
        if len(one.encode()) > bytes_left:
            joined.append([])
            bytes_left = MOST_BYTES
        joined[-1].append(one)
        bytes_left -= len(one.encode()) + len(" UNION ALL ")
    return [" UNION ALL ".join(some) for some in joined]


_ASKED = _asked_together()


async def invariants() -> None:
    """Ask the database every question that the auditor asks, but for lateness."""
    rows = [row for sql in _ASKED for row in await db.fetch(sql)]
    if rows:
        found = "; ".join(f"{row['name']}: {row['row']}" for row in rows[:5])
        raise Violation(f"{len(rows)} rows break an invariant: {found}")


async def audit(world: World) -> None:
    """Check everything that must hold at every instant."""
    await invariants()
    await _deliveries(world)
    await _cash(world)
    for lot in await world.column(_HELD_PAST_EXPIRY, world.clock.now):
        if lot not in world.held_past_expiry:
            world.held_past_expiry.add(lot)
            world.seen["expired while held"] += 1


async def _deliveries(world: World) -> None:
    """X1: nothing was bought unannounced or twice, and what came too much has a case."""
    attempts = {row["reference"]: row for row in await db.fetch(_ATTEMPTS)}
    served: defaultdict[int, list[Order]] = defaultdict(list)
    for model in world.suppliers.values():
        _submitted_once(model.name, model.submissions, attempts)
        for order in model.orders.values():
            if order.has_delivered(world.clock.now) and not order.is_lie:
                served[attempts[order.reference]["redemption_id"]].append(order)
    for model in world.suppliers.values():
        _agreed(model.orders, attempts, world)
    own = set(await world.column(_OWN_CODES))
    for redemption_id, orders in served.items():
        if len(orders) + (redemption_id in own) > 1:
            raise Violation(f"redemption {redemption_id} was delivered {len(orders)} times")
    for row in attempts.values():
        is_kept = row["was_delivered"] or row["has_case"]
        if row["state"] == "delivered" and not is_kept:
            raise Violation(f"redemption {row['redemption_id']} came and nobody was told")


def _agreed(orders: dict[str, Order], attempts: dict[str, Any], world: World) -> None:
    """What our books say of an order is what happened to it, unless we were lied to."""
    for reference, order in orders.items():
        row = attempts.get(reference)
        has_come = any(
            event is Event.DELIVERED and when <= world.clock.now for when, event in order.events
        )
        if row and row["state"] == "delivered" and not has_come:
            raise Violation(
                f"redemption {row['redemption_id']} was delivered in our books only"
            )
        if row and row["state"] == "failed" and has_come and not order.said_no:
            raise Violation(f"redemption {row['redemption_id']} came, and counts as failed")


def _submitted_once(name: str, submissions: Counter[str], attempts: dict[str, Any]) -> None:
    for reference, times in submissions.items():
        if times > 1:
            raise Violation(f"{name} was sent one reference {times} times")
        if reference not in attempts:
            raise Violation(f"{name} was sent what no attempt stands for")


async def _cash(world: World) -> None:
    """X2: out is at most in, each number once, and what we call done is done."""
    if world.psp.wrongs:
        raise Violation("; ".join(world.psp.wrongs))
    ours = {row["refund_no"]: row for row in await db.fetch(_REFUNDS)}
    for known in world.psp.returns.values():
        row = ours.get(known.refund_no)
        if row is None or row["amount_fen"] != known.amount_fen:
            raise Violation(f"{known.refund_no} went out and is not in our books so")
    for number, row in ours.items():
        told = world.psp.returns.get(number)
        if row["state"] == "done" and (
            told is None or told.done_at is None or told.done_at > world.clock.now
        ):
            raise Violation(f"{number} is done in our books only")
    for trade_no in world.psp.bills:
        if world.psp.kept_fen(trade_no, world.clock.now) < 0:
            raise Violation(f"more went back than came of {trade_no}")


async def at_rest(world: World) -> None:
    """Check what must hold once everybody has behaved for longer than the promise (X6)."""
    await audit(world)
    await _nothing_waits()
    await _everybody_heard(world)
    await _cash_is_where_it_belongs(world)
    breaches = await auditing.verify(now=world.clock.now)
    if breaches:
        raise Violation(f"the books differ: {'; '.join(map(str, breaches[:3]))}")


# What is still open when everything should be over, by what it is.
_OPEN = {
    "a redemption": "SELECT id, state FROM redemption"
    " WHERE state NOT IN ('delivered', 'refunded', 'cancelled')",
    "an event": "SELECT id, name AS state FROM outbox_event WHERE done_at IS NULL",
    "a callback": "SELECT id, result AS state FROM supplier_callback WHERE applied_at IS NULL",
    "a notice": "SELECT id, result AS state FROM payment_notice WHERE applied_at IS NULL",
    "a payment": "SELECT id, state FROM payment WHERE state = 'open'",
    "a duty without an attempt": "SELECT id, state FROM fulfilment f WHERE state = 'queued'"
    " OR (state IN ('waiting', 'handwork') AND NOT EXISTS"
    " (SELECT FROM attempt a WHERE a.fulfilment = f.id AND a.state IN ('sent', 'unknown')))",
    "an attempt that nobody asks about": "SELECT a.id, a.state FROM attempt a"
    " JOIN fulfilment f ON f.id = a.fulfilment"
    " WHERE a.state IN ('sent', 'unknown') AND f.due_at IS NULL"
    " AND NOT EXISTS (SELECT FROM case_file c WHERE c.redemption_id = f.redemption_id)",
    "a refund": "SELECT id, state FROM refund WHERE state <> 'done'",
    "a hold": "SELECT id, points::text AS state FROM hold WHERE resolved_at IS NULL",
    "points held": "SELECT id, held::text AS state FROM wallet WHERE held <> 0",
    "a reserved piece": "SELECT id, reserved::text AS state FROM stock WHERE reserved <> 0",
}


async def _nothing_waits() -> None:
    for what, sql in _OPEN.items():
        rows = [tuple(row) for row in await db.fetch(sql)]
        if rows:
            raise Violation(f"{what} is still open at rest: {rows[:5]}")


async def _everybody_heard(world: World) -> None:
    """Whatever was delivered is known as such, or a person is."""
    attempts = {row["reference"]: row for row in await db.fetch(_ATTEMPTS)}
    for model in world.suppliers.values():
        for order in model.orders.values():
            row = attempts[order.reference]
            is_heard = row["state"] == "delivered" or row["has_case"] or order.said_no
            if order.has_delivered(world.clock.now) and not is_heard:
                raise Violation(f"redemption {row['redemption_id']} came and nobody knows")


async def _cash_is_where_it_belongs(world: World) -> None:
    """What the provider keeps for us is what members have paid for and got."""
    rows = await db.fetch(
        "SELECT p.trade_no, r.id, r.state, r.cash_fen - r.cash_refunded_fen AS kept_fen"
        " FROM payment p JOIN redemption r ON r.payment_id = p.id"
    )
    for row in rows:
        kept_fen = world.psp.kept_fen(row["trade_no"], world.clock.now)
        ours_fen = row["kept_fen"] if row["state"] == State.DELIVERED else 0
        if kept_fen != ours_fen:
            raise Violation(
                f"redemption {row['id']} is {row['state']}, worth {ours_fen} fen of cash,"
                f" and the provider keeps {kept_fen}"
            )
