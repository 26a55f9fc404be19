"""Walk the chains and tell what does not fit."""

from datetime import date
from typing import Any

from app.kit import db

from .linking import LOOK_BACK
from .shape import Chain, Difference, content, first_hash, link_hash

AT_ONCE = 2_000
BEFORE_ALL = date(1, 1, 1)  # No chain is so old.


@db.atomic
async def verify(
    chain: Chain, *, forgotten_after: int = LOOK_BACK, most: int = 100
) -> list[Difference]:
    """Tell which rows fit their links no more and which have none; at most `most` of each.

    A row may be without a link when it is younger than the newest chained one, less
    `forgotten_after`. Reads only.
    """
    await db.fetch("SELECT set_config('statement_timeout', '10min', true)")
    forgotten = await db.fetch(_forgotten(chain), forgotten_after, most)
    return (await _misfits(chain))[:most] + [
        Difference(
            invariant=f"every {chain.row} is chained", subject=f"{chain.row} {row['id']}",
            expected="chained", found="in no chain",
        )
        for row in forgotten
    ]  # fmt: skip


async def _misfits(chain: Chain) -> list[Difference]:
    """Walk every chain once; after a broken link go on from what is stored, to find each."""
    found: list[Difference] = []
    at: tuple[date, str, int] = (BEFORE_ALL, "", 0)
    previous = b""
    while rows := await db.fetch(_walk(chain), *at, AT_ONCE):
        for row in rows:
            here = row["on_day"], row["chained_in"]
            if here != at[:2]:
                previous = first_hash(*here)
            expected = link_hash(previous, content(chain, row))
            if expected != row["hash"]:
                found.append(_misfit(chain, row, expected))
            at, previous = (*here, row["sequence"]), row["hash"]
    return found


def _misfit(chain: Chain, row: Any, expected: bytes) -> Difference:
    where = f"{row['on_day']} {row['chained_in']}"
    return Difference(
        invariant=f"a chained {chain.row} hashes to its link",
        subject=f"{chain.row} {row['id']} in chain {where}",
        expected=expected.hex()[:16], found=row["hash"].hex()[:16],
    )  # fmt: skip


def _forgotten(chain: Chain) -> str:
    return f"""
SELECT t.id FROM {chain.table} t
 WHERE t.id <= (SELECT max({chain.row}) FROM {chain.links}) - $1
   AND NOT EXISTS (SELECT FROM {chain.links} c WHERE c.{chain.row} = t.id)
 ORDER BY t.id LIMIT $2"""  # noqa: S608


def _walk(chain: Chain) -> str:
    """Served by the links' unique (on_day, branch, sequence)."""
    return f"""
SELECT t.*, c.on_day, c.sequence, c.hash, c.{chain.branch} AS chained_in
  FROM {chain.links} c JOIN {chain.table} t ON t.id = c.{chain.row}
 WHERE (c.on_day, c.{chain.branch}, c.sequence) > ($1::date, $2::text, $3::int)
 ORDER BY c.on_day, c.{chain.branch}, c.sequence LIMIT $4"""  # noqa: S608
