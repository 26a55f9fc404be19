"""Recompute the books from what never changes, and say in words what differs (R9)."""

from typing import Any

import msgspec

from app.kit import db
from app.ledger import policy
from app.ledger.invariants import INVARIANTS
from app.ledger.schemas import Difference

AT_ONCE = 2_000
MOST_SHOWN = 100  # Of one kind; a broken ledger would else print itself whole.

_COLUMNS = ("id", "member_id", "currency", "movement", "source", "destination", "points",
            "available_after", "reference", "channel", "actor", "posted_at")  # fmt: skip

# Served by chain_link_gapless (on_day, currency, sequence).
_CHAIN = """
SELECT p.*, c.on_day, c.sequence, c.hash, c.currency AS chained_in
  FROM chain_link c JOIN posting p ON p.id = c.posting
 WHERE (c.on_day, c.currency, c.sequence) > ($1::date, $2::text, $3::int)
 ORDER BY c.on_day, c.currency, c.sequence LIMIT $4"""

# Every posting older than the newest chained one, less what may still have been committing.
_FORGOTTEN = """
SELECT 'posting ' || p.id AS subject, 'chained' AS expected, 'in no chain' AS found
  FROM posting p
 WHERE p.id <= (SELECT max(posting) FROM chain_link) - $1
   AND NOT EXISTS (SELECT FROM chain_link c WHERE c.posting = p.id) ORDER BY p.id"""


@db.atomic
async def verify(*, forgotten_after: int = 100_000) -> list[Difference]:
    """Recompute balances, lots, holds and chains; returns what differs, nothing when all agree.

    Reads only; each check sees the books at one instant, so it may run while members redeem.
    """
    await db.fetch("SELECT set_config('statement_timeout', '10min', true)")
    found: list[Difference] = []
    for name, sql in INVARIANTS.items():
        found += _differences(name, await db.fetch(f"{sql} LIMIT {MOST_SHOWN}"))
    found += _differences(
        "every posting is chained", await db.fetch(_FORGOTTEN, forgotten_after)
    )
    return found + await _broken_links()


def content(row: Any) -> list[Any]:
    """Tell what of a posting goes into its hash: every column, the receipt decoded."""
    return [*(row[name] for name in _COLUMNS), msgspec.json.decode(row["receipt"])]


def _differences(name: str, rows: list[Any]) -> list[Difference]:
    return [
        Difference(
            invariant=name, subject=r["subject"], expected=r["expected"], found=r["found"]
        )
        for r in rows
    ]


async def _broken_links() -> list[Difference]:
    """Walk every chain once; after a broken link go on from what is stored, to find each."""
    found: list[Difference] = []
    at: tuple[Any, str, int] = (policy.BEFORE_ALL, "", 0)
    previous = b""
    while rows := await db.fetch(_CHAIN, *at, AT_ONCE):
        for row in rows:
            chain = row["on_day"], row["chained_in"]
            if chain != at[:2]:
                previous = policy.first_hash(*chain)
            expected = policy.link_hash(previous, content(row))
            if expected != row["hash"]:
                found.append(_broken(row, expected))
            at, previous = (*chain, row["sequence"]), row["hash"]
    return found[:MOST_SHOWN]


def _broken(row: Any, expected: bytes) -> Difference:
    return Difference(
        invariant="a chained posting hashes to its link",
        subject=f"posting {row['id']} in chain {row['on_day']} {row['chained_in']}",
        expected=expected.hex()[:16],
        found=row["hash"].hex()[:16],
    )
