"""What the fake provider has really done, in one SQLite file that outlives kill -9."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from .wire import Prepay, RefundOrder

SCHEMA = """
CREATE TABLE IF NOT EXISTS charges (
    trade_no TEXT PRIMARY KEY, prepay_id TEXT UNIQUE NOT NULL, app_id TEXT NOT NULL,
    merchant TEXT NOT NULL, description TEXT NOT NULL, amount_fen INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL, notify_url TEXT NOT NULL, return_url TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'NOTPAY', remote_no TEXT, paid_at_ms INTEGER);
CREATE TABLE IF NOT EXISTS refunds (
    refund_no TEXT PRIMARY KEY, remote_no TEXT NOT NULL, trade_no TEXT NOT NULL,
    amount_fen INTEGER NOT NULL, notify_url TEXT NOT NULL, status TEXT NOT NULL,
    requests INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS notices (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, is_taken INTEGER NOT NULL DEFAULT 0,
    due_at_ms INTEGER);
"""

TABLES = ("charges", "refunds", "notices")
# After each try; the real one takes a day.
PAUSES_SECONDS = (1, 2, 4, 8, 15, 30, 60)


class Truth:
    """The file. Its methods block for well under a millisecond."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.row_factory = sqlite3.Row
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.executescript(SCHEMA)

    def place(self, asked: Prepay) -> sqlite3.Row:
        """Take a charge; a number that was used before keeps its first content."""
        row = (
            asked.out_trade_no,
            f"wx{secrets.token_hex(16)}",
            asked.appid,
            asked.mchid,
            asked.description,
            asked.amount.total,
            ms(asked.time_expire),
            asked.notify_url,
            asked.return_url,
        )
        self._file.execute(
            "INSERT INTO charges (trade_no, prepay_id, app_id, merchant, description,"
            " amount_fen, expires_at_ms, notify_url, return_url)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            row,
        )
        placed = self.charge(asked.out_trade_no)
        assert placed is not None
        return placed

    def charge(self, trade_no: str) -> sqlite3.Row | None:
        return self._one("SELECT * FROM charges WHERE trade_no = ?", trade_no)

    def prepaid(self, prepay_id: str) -> sqlite3.Row | None:
        return self._one("SELECT * FROM charges WHERE prepay_id = ?", prepay_id)

    def pay(self, prepay_id: str, now: datetime) -> bool:
        """Take the money and queue the notice, both or neither; False when it is too late."""
        with self._whole():
            paid = self._one(
                "UPDATE charges SET state = 'SUCCESS', remote_no = ?, paid_at_ms = ?"
                " WHERE prepay_id = ? AND state = 'NOTPAY' AND expires_at_ms > ? RETURNING *",
                f"42{secrets.randbelow(10**26):026d}",
                ms(now),
                prepay_id,
                ms(now),
            )
            if paid is not None:
                self._tell(paid["notify_url"], "TRANSACTION.SUCCESS", paid["trade_no"], now)
        return paid is not None

    def close(self, trade_no: str) -> None:
        """Make a charge unpayable, if it has not been paid."""
        self._file.execute(
            "UPDATE charges SET state = 'CLOSED' WHERE trade_no = ? AND state = 'NOTPAY'",
            (trade_no,),
        )

    def refund(self, asked: RefundOrder, status: str, now: datetime) -> sqlite3.Row | None:
        """Give back once per number; None when it would be more than was paid."""
        known = self._one(
            "UPDATE refunds SET requests = requests + 1 WHERE refund_no = ? RETURNING *",
            asked.out_refund_no,
        )
        if known is not None:
            return known
        if self._refundable_fen(asked.out_trade_no) < asked.amount.refund:
            return None
        with self._whole():
            self._file.execute(
                "INSERT INTO refunds (refund_no, remote_no, trade_no, amount_fen, notify_url,"
                " status) VALUES (?, ?, ?, ?, ?, 'PROCESSING')",
                (
                    asked.out_refund_no,
                    f"50{secrets.randbelow(10**26):026d}",
                    asked.out_trade_no,
                    asked.amount.refund,
                    asked.notify_url,
                ),
            )
            self._move(asked.out_refund_no, status, now)
        return self.refunded(asked.out_refund_no)

    def refunded(self, refund_no: str) -> sqlite3.Row | None:
        return self._one("SELECT * FROM refunds WHERE refund_no = ?", refund_no)

    def end_refund(self, refund_no: str, status: str, now: datetime) -> None:
        """Let a refund that is under way, or waits for a person, end so, and tell of it."""
        with self._whole():
            self._move(refund_no, status, now)

    def due_notices(self, now: datetime) -> list[sqlite3.Row]:
        """List the notices to deliver now."""
        rows = self._file.execute("SELECT * FROM notices WHERE due_at_ms <= ?", (ms(now),))
        return rows.fetchall()

    def note_delivery(self, notice: sqlite3.Row, *, is_taken: bool, now: datetime) -> None:
        """Remember one try; the next is later each time, and there are eight in all."""
        left = PAUSES_SECONDS[notice["tries"] :]
        again = None if is_taken or not left else ms(now + timedelta(seconds=left[0]))
        self._file.execute(
            "UPDATE notices SET tries = tries + 1, is_taken = ?, due_at_ms = ? WHERE id = ?",
            (is_taken, again, notice["id"]),
        )

    def repeat_notices(self, now: datetime) -> None:
        """Make every notice due again, also those that were taken."""
        self._file.execute("UPDATE notices SET due_at_ms = ?, tries = 0", (ms(now),))

    def everything(self) -> dict[str, list[dict[str, object]]]:
        """Tell all that was done, oldest first."""
        told = {name: self._file.execute(f"SELECT * FROM {name}") for name in TABLES}  # noqa: S608
        return {name: [dict(row) for row in rows] for name, rows in told.items()}

    def _refundable_fen(self, trade_no: str) -> int:
        row = self._one(
            "SELECT amount_fen - (SELECT coalesce(sum(amount_fen), 0) FROM refunds"
            " WHERE refunds.trade_no = charges.trade_no) AS left_fen"
            " FROM charges WHERE trade_no = ? AND state IN ('SUCCESS', 'REFUND')",
            trade_no,
        )
        return -1 if row is None else int(row["left_fen"])

    def _move(self, refund_no: str, status: str, now: datetime) -> None:
        moved = self._one(
            "UPDATE refunds SET status = ?"
            " WHERE refund_no = ? AND status IN ('PROCESSING', 'ABNORMAL')"
            " RETURNING *",
            status,
            refund_no,
        )
        if moved is None or status == "PROCESSING":
            return
        self._tell(moved["notify_url"], f"REFUND.{status}", refund_no, now)
        self._file.execute(
            "UPDATE charges SET state = 'REFUND' WHERE trade_no = ? AND ? = 'SUCCESS'",
            (moved["trade_no"], status),
        )

    def _tell(self, url: str, kind: str, subject: str, now: datetime) -> None:
        self._file.execute(
            "INSERT INTO notices (id, url, kind, subject, due_at_ms) VALUES (?, ?, ?, ?, ?)",
            (f"EV-{secrets.token_hex(16)}", url, kind, subject, ms(now)),
        )

    @contextmanager
    def _whole(self) -> Iterator[None]:
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")

    def _one(self, sql: str, *values: object) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._file.execute(sql, values).fetchone()
        return found


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
