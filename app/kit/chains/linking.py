"""Link the rows that have no link yet, and show where each chain ends."""

from datetime import date
from typing import Any

from app.kit import db
from app.kit.failpoints import failpoint

from .shape import Chain, Head, chain_day, content, first_hash, link_hash

# A row may commit after a later one; looking back this far finds it, since no transaction
# outlives ten seconds. `verify` looks at all of them.
LOOK_BACK = 100_000


@db.atomic
async def link(chain: Chain, *, most: int = 500) -> int:
    """Link rows that are in no chain yet, in the order of their ids; returns how many.

    One builder at a time: another that runs meanwhile links nothing. Safe to repeat.
    """
    lock = await db.fetch_one("SELECT pg_try_advisory_xact_lock($1) AS is_ours", chain.lock)
    if not lock or not lock["is_ours"]:
        return 0
    rows = await db.fetch(_unchained(chain), LOOK_BACK, most)
    ends: dict[tuple[date, str], tuple[int, bytes]] = {}
    links = [await _linked(chain, row, ends) for row in rows]
    if links:
        await db.fetch(_insert(chain), *map(list, zip(*links, strict=True)))
        failpoint("links_written")
    return len(links)


async def heads(chain: Chain, *, since: date) -> list[Head]:
    """List the last link of each chain from a day on, the oldest first."""
    sql = f"""
SELECT DISTINCT ON (on_day, {chain.branch}) on_day, {chain.branch} AS branch, sequence, hash
  FROM {chain.links} WHERE on_day >= $1
 ORDER BY on_day, {chain.branch}, sequence DESC"""  # noqa: S608
    return [
        Head(on_day=row["on_day"], branch=row["branch"], sequence=row["sequence"],
             hash=row["hash"].hex())
        for row in await db.fetch(sql, since)
    ]  # fmt: skip


def _unchained(chain: Chain) -> str:
    return f"""
SELECT t.*, {chain.branch_of} AS branch_of FROM {chain.table} t
 WHERE t.id > (SELECT coalesce(max({chain.row}), 0) FROM {chain.links}) - $1
   AND NOT EXISTS (SELECT FROM {chain.links} c WHERE c.{chain.row} = t.id)
 ORDER BY t.id LIMIT $2"""  # noqa: S608


def _insert(chain: Chain) -> str:
    return f"""
INSERT INTO {chain.links} (on_day, {chain.branch}, sequence, {chain.row}, hash)
SELECT * FROM unnest($1::date[], $2::text[], $3::int[], $4::bigint[], $5::bytea[])"""  # noqa: S608


async def _linked(
    chain: Chain, row: Any, ends: dict[tuple[date, str], tuple[int, bytes]]
) -> tuple[date, str, int, int, bytes]:
    here: tuple[date, str] = chain_day(row[chain.at]), row["branch_of"]
    if here not in ends:
        last = await db.fetch_one(
            f"SELECT sequence, hash FROM {chain.links} WHERE on_day = $1"  # noqa: S608
            f" AND {chain.branch} = $2 ORDER BY sequence DESC LIMIT 1",
            *here,
        )
        ends[here] = (last["sequence"], last["hash"]) if last else (0, first_hash(*here))
    sequence, previous = ends[here]
    ends[here] = sequence + 1, link_hash(previous, content(chain, row))
    return *here, sequence + 1, row["id"], ends[here][1]
