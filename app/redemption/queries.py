"""What is the case with redemptions now? Reads; returns schemas."""

from datetime import datetime
from typing import Any

import msgspec

from app.kit import db, paging, secrets
from app.kit.errors import NotFound
from app.kit.texts import Text

from .policy import value_fen
from .schemas import Destination, QuoteView, RedemptionView, Search, State, TimelineStep
from .schemas.rows import earning_of
from .schemas.states import UNSETTLED

ACCOUNT = "recharge account"
ADDRESS = "delivery address"

_WITH_TIMELINE = """
SELECT r.*, (SELECT json_agg(json_build_object('kind', t.kind, 'at', t.at, 'actor', t.actor,
                             'facts', coalesce(t.facts, '{}'), 'note', t.note) ORDER BY t.id)
               FROM timeline_entry t WHERE t.redemption = r.id) AS timeline
  FROM redemption r"""

_ONE = _WITH_TIMELINE + " WHERE r.id = $1"
_BY_KEY = _WITH_TIMELINE + " WHERE r.member_id = $1 AND r.idempotency_key = $2"

_MINE = """
SELECT r.*, NULL AS timeline FROM redemption r
 WHERE r.member_id = $1 AND r.id < $2 AND (cardinality($3::text[]) = 0 OR r.state = ANY($3))
 ORDER BY r.id DESC LIMIT $4"""

_SEARCH = """
SELECT r.*, NULL AS timeline FROM redemption r
 WHERE r.id < $1 AND ($2::text IS NULL OR r.state = $2)
   AND ($3::text IS NULL OR r.delivery = $3)
   AND ($4::text IS NULL OR r.product_slug = $4) AND ($5::bigint IS NULL OR r.member_id = $5)
   AND ($6::bigint IS NULL OR r.id = $6)
   AND ($7::timestamptz IS NULL OR (r.state IN ('placed', 'delivering')
        AND r.promise_due_at <= $7))
 ORDER BY r.id DESC LIMIT $8"""


async def redemption(redemption_id: int, *, member_id: int | None) -> RedemptionView:
    """Show one redemption with its timeline to its owner; None is for operators and machines.

    Raises NotFound, the same for another member's and for none at all.
    """
    row = await db.fetch_one(_ONE, redemption_id)
    if row is None or (member_id is not None and row["member_id"] != member_id):
        raise NotFound
    return view(row)


async def by_key(member_id: int, key: str) -> RedemptionView | None:
    """Show the redemption that a member placed under an idempotency key, if there is one."""
    row = await db.fetch_one(_BY_KEY, member_id, key)
    return view(row) if row else None


async def placed_under(member_id: int, key: str) -> RedemptionView:
    """Show the redemption that is known to stand under a key. Raises NotFound."""
    found = await by_key(member_id, key)
    if found is None:
        raise NotFound
    return found


async def redemptions(
    *,
    member_id: int,
    states: tuple[State, ...] = (),
    cursor: str | None = None,
    limit: int | None = None,
) -> paging.Page[RedemptionView]:
    """List a member's redemptions, newest first, without timelines."""
    size = paging.size(limit)
    rows = await db.fetch(
        _MINE, member_id, paging.decode(cursor), [state.value for state in states], size + 1
    )
    return _page(rows, size)


async def search(
    search: Search, *, cursor: str | None = None, limit: int | None = None
) -> paging.Page[RedemptionView]:
    """List all members' redemptions for an operator, newest first."""
    size = paging.size(limit)
    rows = await db.fetch(
        _SEARCH, paging.decode(cursor), search.state, search.delivery, search.product,
        search.member_id, search.redemption_id, search.overdue_at, size + 1,
    )  # fmt: skip
    return _page(rows, size)


async def count_by_state() -> dict[str, int]:
    """Count redemptions by state, for the console's tabs."""
    rows = await db.fetch("SELECT state, count(*) AS n FROM redemption GROUP BY state")
    return {row["state"]: row["n"] for row in rows}


async def count_owed(member_id: int) -> int:
    """Count what is still on its way to a member, or back to them."""
    row = await db.fetch_one(
        "SELECT count(*) AS n FROM redemption WHERE member_id = $1"
        " AND state = ANY($2)", member_id, sorted(UNSETTLED),
    )  # fmt: skip
    return int(row["n"]) if row else 0


async def count_overdue(*, at: datetime) -> int:
    """Count promises that passed and are not settled; served by redemption_promised."""
    row = await db.fetch_one(
        "SELECT count(*) AS n FROM redemption"
        " WHERE state IN ('placed', 'delivering') AND promise_due_at <= $1",
        at,
    )
    return int(row["n"]) if row else 0


async def quote(quote_id: int, *, member_id: int) -> QuoteView:
    """Show a member's quote again, without its lines. Raises NotFound."""
    row = await db.fetch_one(
        "SELECT * FROM quote WHERE id = $1 AND member_id = $2", quote_id, member_id
    )
    if row is None:
        raise NotFound
    return QuoteView(
        id=row["id"], product_id=row["product_id"], quantity=row["quantity"],
        points=row["points"], cash_fen=row["cash_fen"], most_points=0, available_after=0,
        expires_at=row["expires_at"], lines=(), earning=earning_of(row["earning"]),
    )  # fmt: skip


async def destination(redemption_id: int) -> Destination:
    """Open the seals: where a redemption goes. For fulfilment alone. Raises NotFound."""
    row = await db.fetch_one("SELECT * FROM redemption WHERE id = $1", redemption_id)
    if row is None or row["promise_due_at"] is None:
        raise NotFound
    account, address = row["account_sealed"], row["address_sealed"]
    return Destination(
        redemption_id=row["id"], member_id=row["member_id"], product_id=row["product_id"],
        product_slug=row["product_slug"], delivery=row["delivery"], quantity=row["quantity"],
        account=account and secrets.unseal(account, purpose=ACCOUNT),
        address=address and secrets.unseal(address, purpose=ADDRESS),
        slot_id=row["slot_id"], value_fen=value_fen(row["points"], row["cash_fen"]),
        paid_at=row["paid_at"], promise_due_at=row["promise_due_at"],
    )  # fmt: skip


async def unpaid(*, at: datetime, most: int = 100) -> list[int]:
    """List redemptions whose time to pay is over."""
    rows = await db.fetch(
        "SELECT id FROM redemption WHERE state = 'awaiting_payment' AND pay_by <= $1"
        " ORDER BY pay_by LIMIT $2",
        at, most,
    )  # fmt: skip
    return [row["id"] for row in rows]


def view(row: Any) -> RedemptionView:
    """Turn a row into what may be shown."""
    steps = row["timeline"]
    return RedemptionView(
        id=row["id"], member_id=row["member_id"], product_id=row["product_id"],
        product_slug=row["product_slug"], title=Text(zh=row["title_zh"], en=row["title_en"]),
        delivery=row["delivery"], quantity=row["quantity"], points=row["points"],
        cash_fen=row["cash_fen"], points_refunded=row["points_refunded"],
        cash_refunded_fen=row["cash_refunded_fen"], state=State(row["state"]),
        account_masked=row["account_masked"], slot_id=row["slot_id"],
        payment_id=row["payment_id"], hold_id=row["hold_id"], channel=row["channel"],
        placed_at=row["placed_at"], pay_by=row["pay_by"], paid_at=row["paid_at"],
        promise_due_at=row["promise_due_at"], delivered_at=row["delivered_at"],
        closed_at=row["closed_at"], close_reason=row["close_reason"],
        earning=earning_of(row["earning"]), points_earned=row["points_earned"],
        timeline=msgspec.json.decode(steps, type=tuple[TimelineStep, ...]) if steps else (),
    )  # fmt: skip


def _page(rows: list[Any], size: int) -> paging.Page[RedemptionView]:
    shown = [view(row) for row in rows[:size]]
    following = paging.encode(shown[-1].id) if len(rows) > size else None
    return paging.Page(shown, following)
