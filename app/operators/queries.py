"""Who works here and what they did."""

from datetime import datetime
from typing import Any

import msgspec

from app import settings
from app.kit import db, paging
from app.kit.errors import NotFound

from . import policy
from .schemas import (
    ApprovalKind,
    ApprovalState,
    ApprovalView,
    AuditEntry,
    Facts,
    OperatorView,
    Role,
)

_OPERATOR = "SELECT id, name, role, is_disabled FROM operator WHERE id = $1"

# Served by audit_entry_subject_id (subject, id).
_OF_SUBJECT = """
SELECT id, at, actor, action, subject, reason, facts, address_masked FROM audit_entry
 WHERE subject = $1 ORDER BY id DESC LIMIT $2"""

_RECENT = """
SELECT id, at, actor, action, subject, reason, facts, address_masked FROM audit_entry
 WHERE id < $1 AND ($2::text IS NULL OR actor = $2) AND ($3::text IS NULL OR action = $3)
 ORDER BY id DESC LIMIT $4"""

_APPROVALS = """
SELECT approval.id, kind, subject, content, reason, state, made_by,
       operator.name AS made_by_name, made_at, expires_at,
       decided_by, decided_at
  FROM approval JOIN operator ON operator.id = approval.made_by """

MOST_ENTRIES = 200


async def operator(operator_id: int) -> OperatorView:
    """Show an operator who still works here. Raises NotFound, also for a disabled one."""
    row = await db.fetch_one(_OPERATOR, operator_id)
    if row is None or row["is_disabled"]:
        raise NotFound
    return view(row)


async def operators() -> list[OperatorView]:
    """List everybody who works or worked here, by name."""
    return [
        view(row)
        for row in await db.fetch(
            "SELECT id, name, role, is_disabled FROM operator ORDER BY name"
        )
    ]


async def entries(subject: str) -> list[AuditEntry]:
    """List what was done to `subject` ("redemption:7"), newest first, at most 200."""
    return [_entry(row) for row in await db.fetch(_OF_SUBJECT, subject, MOST_ENTRIES)]


async def recent(
    *,
    actor: str | None = None,
    action: str | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> paging.Page[AuditEntry]:
    """List what was done, newest first. Raises InvalidInput for a strange cursor."""
    most = paging.size(limit)
    rows = await db.fetch(_RECENT, paging.decode(cursor), actor, action, most + 1)
    shown = [_entry(row) for row in rows[:most]]
    return paging.Page(shown, paging.encode(shown[-1].id) if len(rows) > most else None)


async def open_approvals(*, at: datetime | None = None) -> list[ApprovalView]:
    """List the requests that wait for a second operator, the oldest first.

    Those that nobody decided in time are left out when it is told what time it is.
    """
    rows = await db.fetch(
        _APPROVALS + "WHERE state = 'open'"
        " AND ($1::timestamptz IS NULL OR expires_at > $1) ORDER BY approval.id LIMIT 200",
        at,
    )
    return [_approval(row) for row in rows]


async def decidable(*, by: OperatorView, at: datetime) -> list[ApprovalView]:
    """List the open requests that this operator may decide; nobody decides their own."""
    return [
        one
        for one in await open_approvals(at=at)
        if one.made_by != by.id and policy.is_allowed(by.role, policy.FOUR_EYES[one.kind][1])
    ]


async def approval(approval_id: int) -> ApprovalView:
    """Show one request. Raises NotFound."""
    row = await db.fetch_one(_APPROVALS + "WHERE approval.id = $1", approval_id)
    if row is None:
        raise NotFound
    return _approval(row)


async def spent_today(operator_id: int, *, at: datetime) -> int:
    """Tell how many fen an operator has refunded on the mall's day that holds `at`."""
    row = await db.fetch_one(
        'SELECT refunded_fen FROM refund_day WHERE operator = $1 AND "on" = $2',
        operator_id,
        settings.day_of(at),
    )
    return int(row["refunded_fen"]) if row else 0


def view(row: Any) -> OperatorView:
    return OperatorView(
        id=row["id"], name=row["name"], role=Role(row["role"]), is_disabled=row["is_disabled"]
    )


def _entry(row: Any) -> AuditEntry:
    return AuditEntry(
        id=row["id"],
        at=row["at"],
        actor=row["actor"],
        action=row["action"],
        subject=row["subject"],
        reason=row["reason"],
        facts=_facts(row["facts"]),
        address_masked=row["address_masked"],
    )


def _approval(row: Any) -> ApprovalView:
    return ApprovalView(
        id=row["id"],
        kind=ApprovalKind(row["kind"]),
        subject=row["subject"],
        content=_facts(row["content"]),
        reason=row["reason"],
        state=ApprovalState(row["state"]),
        made_by=row["made_by"],
        made_by_name=row["made_by_name"],
        made_at=row["made_at"],
        expires_at=row["expires_at"],
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
    )


def _facts(stored: str | None) -> Facts:
    return msgspec.json.decode(stored, type=Facts) if stored else {}
