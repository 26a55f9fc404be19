"""What the clock asks of the ledger: let lots expire, chain the postings."""

from datetime import date, datetime
from typing import Any

from app.kit import db
from app.ledger import policy
from app.ledger.verification import content

# Served by lot_expiring (expires_at) WHERE points_left > 0.
_DUE = """
SELECT member_id, currency FROM lot WHERE points_left > 0 AND expires_at <= $1
 ORDER BY expires_at LIMIT $2"""

_COUNT = """
SELECT count(*) AS due FROM lot
 WHERE member_id = $1 AND currency = $2 AND points_left > 0 AND expires_at <= $3"""

CHAINING = 7_276_003  # Any number, the same in every auditor.

# A posting may commit after a later one; looking back this far finds it, since no transaction
# outlives ten seconds. `verify` looks at all of them.
LOOK_BACK = 100_000

_UNCHAINED = """
SELECT p.* FROM posting p
 WHERE p.id > (SELECT coalesce(max(posting), 0) FROM chain_link) - $1
   AND NOT EXISTS (SELECT FROM chain_link c WHERE c.posting = p.id)
 ORDER BY p.id LIMIT $2"""

_LAST = """
SELECT sequence, hash FROM chain_link WHERE on_day = $1 AND currency = $2
 ORDER BY sequence DESC LIMIT 1"""

_LINK = """
INSERT INTO chain_link (on_day, currency, sequence, posting, hash)
SELECT * FROM unnest($1::date[], $2::text[], $3::int[], $4::bigint[], $5::bytea[])"""


async def expire_lots(*, now: datetime, most: int = 500) -> int:
    """Move what is past its date to the revival account, one member at a time (R2, R10).

    Returns how many lots expired; what is held does not expire. Safe to repeat, and to run
    beside itself and beside redemptions.
    """
    due = await db.fetch(_DUE, now, most)
    members = dict.fromkeys((row["member_id"], row["currency"]) for row in due)
    return sum([await _expire(member_id, currency, now) for member_id, currency in members])


@db.atomic
async def chain_postings(*, now: datetime, most: int = 500) -> int:
    """Link postings that are in no chain yet, in the order of their ids (R9).

    Returns how many. One auditor at a time: another that runs meanwhile links nothing.
    """
    lock = await db.fetch_one("SELECT pg_try_advisory_xact_lock($1) AS is_ours", CHAINING)
    if not lock or not lock["is_ours"]:
        return 0
    rows = await db.fetch(_UNCHAINED, LOOK_BACK, most)
    ends: dict[tuple[date, str], tuple[int, bytes]] = {}
    links = [await _linked(row, ends) for row in rows]
    if links:
        await db.fetch(_LINK, *map(list, zip(*links, strict=True)))
    return len(links)


@db.atomic
async def _expire(member_id: int, currency: str, now: datetime) -> int:
    await db.fetch(
        "SELECT FROM wallet WHERE member_id = $1 AND currency = $2 FOR UPDATE",
        member_id, currency,
    )  # fmt: skip
    row = await db.fetch_one(_COUNT, member_id, currency, now)
    await db.fetch("SELECT ledger_open($1, $2, $3)", member_id, currency, now)
    return int(row["due"]) if row else 0


async def _linked(
    row: Any, ends: dict[tuple[date, str], tuple[int, bytes]]
) -> tuple[date, str, int, int, bytes]:
    chain = policy.chain_day(row["posted_at"]), row["currency"]
    if chain not in ends:
        last = await db.fetch_one(_LAST, *chain)
        ends[chain] = (
            (last["sequence"], last["hash"]) if last else (0, policy.first_hash(*chain))
        )
    sequence, previous = ends[chain]
    ends[chain] = sequence + 1, policy.link_hash(previous, content(row))
    return *chain, sequence + 1, row["id"], ends[chain][1]
