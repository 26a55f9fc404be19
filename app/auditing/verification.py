"""Recompute everything, one check at a time, each at one instant; one that fails stops none."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import asyncpg

from app import ledger, operators
from app.kit import db
from app.kit.chains import Difference

from . import invariants
from .schemas import Breach, Check

MOST_TOLD = 100  # Of one kind; broken books would else print themselves whole.
UNANSWERED = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


async def verify(*, now: datetime) -> list[Breach]:
    """Run every check; returns what differs, nothing when all agrees.

    Reads only, and may run while members redeem. A check that could not be made is a breach
    too: nobody knows then.
    """
    return [breach for check in CHECKS for breach in await look(check, now=now)]


async def look(check: Check, *, now: datetime) -> list[Breach]:
    """Run one check and tell what breaks it."""
    try:
        return [Breach(check.name, told) for told in await check.breaches(now)]
    except UNANSWERED as error:
        return [Breach(check.name, f"could not be checked: {type(error).__name__}: {error}")]


def _statement(name: str) -> Check:
    @db.atomic
    async def breaches(now: datetime) -> list[str]:
        # Of this transaction alone; a full ledger takes longer than a page may.
        await db.fetch("SELECT set_config('statement_timeout', '5min', true)")
        found = await invariants.rows(name, now=now, most=MOST_TOLD)
        return [_told(row) for row in found]

    return Check(name, breaches)


def _chain(name: str, verify_chain: Callable[[], Awaitable[list[Difference]]]) -> Check:
    async def breaches(_now: datetime) -> list[str]:
        return [str(one) for one in await verify_chain()]

    return Check(name, breaches)


def _told(row: dict[str, object]) -> str:
    if "expected" in row:
        return f"{row['subject']}: expected {row['expected']}, found {row['found']}"
    return ", ".join(f"{column} {value}" for column, value in row.items())


CHECKS: tuple[Check, ...] = (
    *(_statement(name) for name in invariants.INVARIANTS),
    _chain("ledger: every posting is chained and fits its hash", ledger.verify_chain),
    _chain("operators: every entry is chained and fits its hash", operators.verify_chain),
)
