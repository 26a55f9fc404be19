"""What the fake supplier has really done, in one SQLite file that outlives kill -9."""

import secrets
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from .behaviour import Does, Plan
from .wire import OrderReply, OrderRequest, WireCard

SCHEMA = """
CREATE TABLE IF NOT EXISTS seen (reference TEXT, verb TEXT, account TEXT, at_ms INTEGER);
CREATE TABLE IF NOT EXISTS orders (
    reference TEXT PRIMARY KEY, remote_no TEXT NOT NULL, sku TEXT NOT NULL,
    account TEXT NOT NULL, kind TEXT NOT NULL, quantity INTEGER NOT NULL,
    face_fen INTEGER NOT NULL, cost_fen INTEGER NOT NULL, does TEXT NOT NULL,
    cards BLOB NOT NULL, due_at_ms INTEGER NOT NULL, callback_url TEXT NOT NULL,
    callback_at_ms INTEGER, callback_tries INTEGER NOT NULL DEFAULT 0);
"""

PURCHASED = 98  # Per cent of the face value: what an order costs.

OPENING_FEN = 100_000_000

SUMMARY = """
SELECT seen.reference, max(seen.account) AS account, sum(verb = 'submit') AS submits,
       sum(verb = 'query') AS queries, remote_no, sku, kind, quantity, face_fen, cost_fen,
       does, due_at_ms, coalesce(does IN ('whole', 'half') AND due_at_ms <= ?, 0) AS delivered,
       callback_tries
FROM seen LEFT JOIN orders USING (reference)
GROUP BY seen.reference ORDER BY min(seen.at_ms), seen.rowid
"""


class Truth:
    """The file. Its methods block for well under a millisecond."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.row_factory = sqlite3.Row
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.executescript(SCHEMA)

    def note(self, verb: str, reference: str, account: str, now: datetime) -> None:
        """Remember that a request was seen, whatever becomes of it."""
        row = (reference, verb, account, _ms(now))
        self._file.execute("INSERT INTO seen VALUES (?, ?, ?, ?)", row)

    def place(self, order: OrderRequest, plan: Plan, now: datetime) -> bool:
        """Take an order; False when the reference was used before, which changes nothing."""
        due = _ms(now + timedelta(seconds=plan.delay_seconds))
        cards = _cards(order.quantity, now) if order.kind == "card" else ()
        row = (
            order.reference,
            f"FK{secrets.randbelow(10**12):012d}",
            order.sku,
            order.account,
            order.kind,
            order.quantity,
            order.face_fen,
            _cost_fen(order, plan),
            plan.does,
            msgspec.json.encode(cards),
            due,
            order.callback_url,
            due if plan.calls_back else None,
        )
        places = ", ".join("?" * len(row))
        statement = f"INSERT INTO orders VALUES ({places}, 0) ON CONFLICT DO NOTHING"  # noqa: S608
        return self._file.execute(statement, row).rowcount == 1

    def reply(self, reference: str, now: datetime) -> OrderReply:
        """Say what has become of `reference` by `now`."""
        found = self._file.execute("SELECT * FROM orders WHERE reference = ?", (reference,))
        row = found.fetchone()
        return (
            OrderReply(reference=reference, state="missing") if row is None else _told(row, now)
        )

    def due_callbacks(self, now: datetime) -> list[tuple[str, int, OrderReply]]:
        """List whom to call back now: the URL, how often it was tried, and the news."""
        rows = self._file.execute("SELECT * FROM orders WHERE callback_at_ms <= ?", (_ms(now),))
        return [(row["callback_url"], row["callback_tries"], _told(row, now)) for row in rows]

    def note_callback(self, reference: str, again_at: datetime | None) -> None:
        """Remember one try, and when to try again; None for never."""
        self._file.execute(
            "UPDATE orders SET callback_at_ms = ?, callback_tries = callback_tries + 1"
            " WHERE reference = ?",
            (None if again_at is None else _ms(again_at), reference),
        )

    def summary(self, now: datetime) -> list[dict[str, object]]:
        """Tell everything, oldest first; codes are never part of it."""
        return [dict(row) for row in self._file.execute(SUMMARY, (_ms(now),))]

    def settled(self, now: datetime) -> list[sqlite3.Row]:
        """List the orders that ended by `now`, oldest first, for the month's statement."""
        return self._file.execute(
            "SELECT * FROM orders WHERE due_at_ms <= ? ORDER BY due_at_ms, rowid", (_ms(now),)
        ).fetchall()

    def balance_fen(self) -> int:
        """Tell what the buyer has left."""
        spent = self._file.execute("SELECT coalesce(sum(cost_fen), 0) FROM orders").fetchone()
        return OPENING_FEN - int(spent[0])


def _told(row: sqlite3.Row, now: datetime) -> OrderReply:
    reply = OrderReply(
        reference=row["reference"],
        state="processing",
        remote_no=row["remote_no"],
        event_id=f"{row['remote_no']}-{row['does']}",
    )
    change = msgspec.structs.replace
    if row["does"] == Does.REFUSE:
        return change(reply, state="rejected", code="refused", message="account refused")
    if row["due_at_ms"] > _ms(now):
        return reply
    if row["does"] == Does.HALF:
        half = row["face_fen"] * row["quantity"] // 2
        cost = row["cost_fen"]
        return change(
            reply, state="partial", delivered_fen=half, cost_fen=cost, message="half arrived"
        )
    cards = msgspec.json.decode(row["cards"], type=tuple[WireCard, ...])
    return change(reply, state="delivered", cost_fen=row["cost_fen"], cards=cards)


def _cost_fen(order: OrderRequest, plan: Plan) -> int:
    if plan.does == Does.REFUSE:
        return 0
    cost = order.face_fen * order.quantity * PURCHASED // 100
    cost = min(cost, order.price_cap_fen) if order.price_cap_fen else cost
    return cost // 2 if plan.does == Does.HALF else cost


def _cards(quantity: int, now: datetime) -> tuple[WireCard, ...]:
    expires = (now + timedelta(days=365)).date().isoformat()
    return tuple(
        WireCard(f"{secrets.randbelow(10**16):016d}", secrets.token_hex(8).upper(), expires)
        for _ in range(quantity)
    )


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
