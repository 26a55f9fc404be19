"""What is the case now: balances, statements, lots and holds."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import msgspec

from app.kit import db, paging
from app.kit.errors import NotFound
from app.kit.marks import Mark
from app.ledger.policy import signed
from app.ledger.schemas import (
    About,
    Balance,
    Expiring,
    Filters,
    HoldView,
    LotView,
    Movement,
    PostingView,
    Receipt,
)

POINTS = "points"
WARNED_DAYS = 90  # R2: the first warning.
_REDEMPTION = re.compile(r"(?:^|:)redemption:(\d{1,18})(?:$|:)")

# One statement, so that wallet and lots are seen at one instant; lots by lot_spendable.
_BALANCES = """
SELECT w.member_id, w.available, w.held, w.debt, l.expires_at, l.points
  FROM wallet w
  LEFT JOIN (SELECT member_id, expires_at, sum(points_left)::bigint AS points FROM lot
              WHERE member_id = ANY($1) AND currency = $2 AND points_left > 0
                AND expires_at <= $3
              GROUP BY member_id, expires_at) l ON l.member_id = w.member_id
 WHERE w.member_id = ANY($1) AND w.currency = $2
 ORDER BY w.member_id, l.expires_at"""

_MOVED = "SELECT FROM wallet WHERE member_id = $1 AND age(xmin) <= age($2::text::xid)"

# Served by posting_member_id_id (member_id, id).
_STATEMENT = """
SELECT * FROM posting
 WHERE member_id = $1 AND currency = $2 AND id < $3
   AND ($4::text[] IS NULL OR movement = ANY($4)) AND ($5::text IS NULL OR channel = $5)
   AND ($6::timestamptz IS NULL OR posted_at >= $6)
   AND ($7::timestamptz IS NULL OR posted_at < $7)
   AND ($8::bigint[] IS NULL OR movement = ANY($9) OR receipt ->> 'rule' = ANY($10)
        OR substring(reference FROM '(?:^|:)redemption:([0-9]{1,18})(?:$|:)')::bigint = ANY($8))
 ORDER BY id DESC LIMIT $11"""

# Served by lot_spendable.
_LOTS = """
SELECT id, points_granted, points_left, points_held, earned_at, expires_at FROM lot
 WHERE member_id = $1 AND currency = $2 AND points_left > 0 AND expires_at > $3
 ORDER BY expires_at, id"""


async def has_moved(member_id: int, *, since: Mark) -> bool:
    """Tell whether this member's points were written to since a mark; never misses one."""
    rows = await db.fetch(_MOVED, member_id, since.bits)
    return bool(rows)


async def balance(
    member_id: int, at: datetime, *, currency: str = POINTS, within_days: int = WARNED_DAYS
) -> Balance:
    """Tell what a member has at `at`; what has expired by then no longer counts.

    `expiring` lists every date in the next `within_days` days.
    """
    found = await balances([member_id], at, currency=currency, within_days=within_days)
    return found[member_id]


async def balances(
    member_ids: Collection[int],
    at: datetime,
    *,
    currency: str = POINTS,
    within_days: int = WARNED_DAYS,
) -> dict[int, Balance]:
    """Tell what each of these members has, as `balance` does, in one statement for all."""
    until = at + timedelta(days=within_days)
    rows = await db.fetch(_BALANCES, list(member_ids), currency, until)
    grouped: dict[int, list[Any]] = {member_id: [] for member_id in member_ids}
    for row in rows:
        grouped[row["member_id"]].append(row)
    return {member_id: _balance(own, at) for member_id, own in grouped.items()}


def _balance(rows: list[Any], at: datetime) -> Balance:
    """Sum up one member's wallet, which every row repeats, and the dates of their lots."""
    if not rows:
        return Balance(available=0)
    dates = [Expiring(row["points"], row["expires_at"]) for row in rows if row["expires_at"]]
    gone = sum(each.points for each in dates if each.at <= at)
    return Balance(
        available=rows[0]["available"] - gone,
        held=rows[0]["held"],
        debt=rows[0]["debt"],
        expiring=tuple(each for each in dates if each.at > at),
    )


async def statement(
    member_id: int,
    *,
    cursor: str | None = None,
    limit: int | None = None,
    filters: Filters | None = None,
    currency: str = POINTS,
) -> paging.Page[PostingView]:
    """List a member's postings, newest first. Raises InvalidInput for a broken cursor."""
    wanted = filters or Filters()
    most = paging.size(limit)
    rows = await db.fetch(
        _STATEMENT, member_id, currency, paging.decode(cursor),
        [str(each) for each in wanted.movements] or None, wanted.channel,
        wanted.since, wanted.until, *_about(wanted.about), most + 1,
    )  # fmt: skip
    items = [posting_view(row) for row in rows[:most]]
    return paging.Page(items, paging.encode(items[-1].id) if len(rows) > most else None)


def _about(about: About | None) -> tuple[list[int] | None, list[str], list[str]]:
    if about is None:
        return None, [], []
    return list(about.redemption_ids), [str(one) for one in about.movements], list(about.rules)


async def posting(member_id: int, posting_id: int) -> PostingView:
    """Show one posting with its receipt. Raises NotFound, also when it is another member's."""
    row = await db.fetch_one(
        "SELECT * FROM posting WHERE id = $1 AND member_id = $2", posting_id, member_id
    )
    if row is None:
        raise NotFound(posting=posting_id)
    return posting_view(row)


async def postings_for(reference: str, *, currency: str = POINTS) -> list[PostingView]:
    """List what was posted under exactly this reference, by any movement, oldest first."""
    rows = await db.fetch(
        "SELECT * FROM posting WHERE movement = ANY($1) AND reference = $2 AND currency = $3"
        " ORDER BY id",
        [str(each) for each in Movement], reference, currency,
    )  # fmt: skip
    return [posting_view(row) for row in rows]


async def postings_about(*, member_id: int, subject: str) -> list[PostingView]:
    """List a member's postings under `subject` and its parts ("redemption:7:…"), oldest first.

    What was taken back because of it ("posting:9:redemption:7:…") is among them. Served by
    posting_member_id_id.
    """
    rows = await db.fetch(
        "SELECT * FROM posting WHERE member_id = $1"
        " AND (reference = $2 OR starts_with(reference, $2 || ':')"
        " OR position(':' || $2 || ':' IN reference) > 0) ORDER BY id LIMIT 100",
        member_id, subject,
    )  # fmt: skip
    return [posting_view(row) for row in rows]


async def lots(member_id: int, at: datetime, *, currency: str = POINTS) -> list[LotView]:
    """List the lots that may be spent at `at`, in the order in which they will be."""
    rows = await db.fetch(_LOTS, member_id, currency, at)
    return [msgspec.convert(dict(row), LotView) for row in rows]


async def hold_for(purpose: str) -> HoldView | None:
    """Show the hold for a purpose, or None when nothing was ever held for it."""
    row = await db.fetch_one("SELECT * FROM hold WHERE purpose = $1", purpose)
    return hold_view(row) if row else None


def posting_view(row: Any) -> PostingView:
    movement = Movement(row["movement"])
    redemption = _REDEMPTION.search(row["reference"])
    return PostingView(
        **{name: row[name] for name in _SHOWN},
        movement=movement,
        signed_points=signed(movement, row["points"]),
        receipt=msgspec.json.decode(row["receipt"], type=Receipt),
        redemption_id=int(redemption[1]) if redemption else None,
    )


def hold_view(row: Any) -> HoldView:
    return HoldView(**{name: row[name] for name in HoldView.__struct_fields__})


_SHOWN = ("id", "member_id", "currency", "points", "available_after", "reference", "channel",
          "actor", "posted_at")  # fmt: skip
