"""Every invariant in one place: SQL by name, each returning only the rows that break it.

A room adds its own in its `invariants.py`; those that span rooms stand here. A statement that
takes the instant as $1 is about lateness: something came due, and nobody came.
"""

from datetime import datetime
from types import ModuleType

from app import (
    catalogue,
    fulfilment,
    ledger,
    loyalty,
    members,
    operators,
    payments,
    redemption,
    settlement,
)
from app.kit import db

ROOMS: tuple[ModuleType, ...] = (
    ledger, operators, catalogue, members, payments, loyalty, redemption, fulfilment,
    settlement,
)  # fmt: skip

# I39. What an operator does is written down in the transaction that does it, hence the instant.
ACROSS: dict[str, str] = {
    "what an operator did to a redemption is in the trail": """
        SELECT t.id, t.redemption, t.kind, t.actor FROM timeline_entry t
         WHERE t.actor LIKE 'operator:%' AND NOT EXISTS (
               SELECT 1 FROM audit_entry a WHERE a.actor = t.actor AND a.at = t.at
                  AND a.subject = 'redemption:' || t.redemption)""",
    "where a deleted member's things went is forgotten": """
        SELECT r.id, r.member_id FROM redemption r JOIN farewell f ON f.member = r.member_id
         WHERE f.done_at IS NOT NULL
           AND num_nonnulls(r.account_sealed, r.account_masked, r.account_index,
                            r.address_sealed) > 0""",
    "no answer to a deleted member is kept": """
        SELECT k.id, f.member FROM farewell f JOIN idempotency_key k
            ON k.scope LIKE 'member:%' AND split_part(k.scope, ':', 2) = f.member::text
         WHERE f.done_at IS NOT NULL AND k.body <> ''""",
    "what a deleted member did is forgotten fifteen minutes later": """
        SELECT f.member FROM farewell f
         WHERE f.done_at < $1::timestamptz - interval '15 minutes'
           AND (EXISTS (SELECT FROM behaviour_event b WHERE b.member_id = f.member)
                OR EXISTS (SELECT FROM achievement a WHERE a.member_id = f.member))""",
    "a stuck refund has an open case": """
        SELECT r.id, r.refund_no FROM refund r
         WHERE (r.state = 'stuck' OR (r.told_at IS NOT NULL AND r.state <> 'done'))
           AND NOT EXISTS (SELECT 1 FROM case_file c WHERE c.closed_at IS NULL
                AND c.kind = 'refund_stuck' AND c.facts ->> 'refund_id' = r.id::text)
           AND NOT EXISTS (SELECT 1 FROM outbox_event e WHERE e.done_at IS NULL
                AND e.name = 'RefundStuck'
                AND (e.payload ->> 'refund_id')::bigint = r.id)""",
    "points that an operator moved are in the trail": """
        SELECT p.id, p.movement, p.actor FROM posting p
         WHERE p.actor LIKE 'operator:%' AND NOT EXISTS (
               SELECT 1 FROM audit_entry a WHERE a.actor = p.actor AND a.at = p.posted_at)""",
}


def _name(room: ModuleType) -> str:
    return room.__name__.rpartition(".")[2]


INVARIANTS: dict[str, str] = {
    **{
        f"{_name(room)}: {name}": sql for room in ROOMS for name, sql in room.INVARIANTS.items()
    },
    **{f"auditing: {name}": sql for name, sql in ACROSS.items()},
}  # fmt: skip


def is_about_lateness(name: str) -> bool:
    """Tell whether an invariant needs to know what time it is."""
    return "$1" in INVARIANTS[name]


async def rows(
    name: str, *, now: datetime | None, most: int | None = None
) -> list[dict[str, object]]:
    """List the rows that break one invariant, at most `most`; `now` is for lateness only."""
    values = (now,) if is_about_lateness(name) else ()
    limit = "" if most is None else f" LIMIT {most}"
    return [dict(row) for row in await db.fetch(INVARIANTS[name] + limit, *values)]


async def broken(*, now: datetime | None = None) -> dict[str, list[dict[str, object]]]:
    """Name the invariants that do not hold, each with its rows.

    Without `now` nothing is said about lateness: for the middle of things, where a clock was
    turned and no worker has come yet.
    """
    asked = [name for name in INVARIANTS if now is not None or not is_about_lateness(name)]
    found = {name: await rows(name, now=now) for name in asked}
    return {name: those for name, those in found.items() if those}
