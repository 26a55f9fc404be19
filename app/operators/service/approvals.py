"""Four eyes: one operator asks, another decides, and only one decision counts."""

from datetime import datetime

import msgspec

from app.kit import db, redact

from .. import policy, queries
from ..errors import ApprovalDecided, ApprovalExpired, ApprovalOpen, OwnRequest
from ..schemas import ApprovalKind, ApprovalState, ApprovalView, Facts
from .audit import record

# `approval_open` lets one request be open per kind and subject.
_REQUEST = """
INSERT INTO approval (kind, subject, content, reason, made_by, made_at, expires_at)
VALUES ($1, $2, $3::jsonb, $4, $5, $6, $7)
ON CONFLICT (kind, subject) WHERE state = 'open' DO NOTHING RETURNING id"""

# What nobody decided in time makes room for another request.
_EXPIRE = """
UPDATE approval SET state = 'expired'
 WHERE kind = $1 AND subject = $2 AND state = 'open' AND expires_at <= $3"""

# The WHERE clause is the lock, and says a second time that maker and checker differ.
_DECIDE = """
UPDATE approval SET state = $2, decided_by = $3, decided_at = $4
 WHERE id = $1 AND state = 'open' AND made_by <> $3 AND expires_at > $4 RETURNING id"""


@db.atomic
async def request_approval(
    *,
    kind: ApprovalKind,
    subject: str,
    content: Facts,
    reason: str,
    made_by: int,
    now: datetime,
) -> ApprovalView:
    """Ask a second operator, who has a day to decide.

    `content` is what will be done, bound from here on; `made_by` is an operator's id.
    Raises Forbidden, InvalidInput for the reason, ApprovalOpen when this subject waits.
    """
    policy.may((await queries.operator(made_by)).role, policy.FOUR_EYES[kind][0])
    told = redact.text(policy.reason(reason))
    body = msgspec.json.encode(policy.clean(content)).decode()
    await db.fetch(_EXPIRE, kind, subject, now)
    until = now + policy.APPROVAL_LASTS
    row = await db.fetch_one(_REQUEST, kind, subject, body, told, made_by, now, until)
    if row is None:
        raise ApprovalOpen
    await _audit("requested", await queries.approval(row["id"]), made_by, now)
    return await queries.approval(row["id"])


@db.atomic
async def approve(*, approval_id: int, by: int, now: datetime) -> ApprovalView:
    """Approve another's request; the caller does `content` in the same transaction.

    Raises NotFound, Forbidden, OwnRequest, ApprovalExpired, and ApprovalDecided when somebody
    was faster.
    """
    return await _decide(approval_id, ApprovalState.APPROVED, by, now)


@db.atomic
async def reject(*, approval_id: int, by: int, now: datetime) -> ApprovalView:
    """Reject another's request. Raises what `approve` raises."""
    return await _decide(approval_id, ApprovalState.REJECTED, by, now)


async def _decide(
    approval_id: int, state: ApprovalState, by: int, now: datetime
) -> ApprovalView:
    asked, checker = await queries.approval(approval_id), await queries.operator(by)
    policy.may(checker.role, policy.FOUR_EYES[asked.kind][1])
    if asked.made_by == by:
        raise OwnRequest
    if asked.is_open and asked.expires_at <= now:
        raise ApprovalExpired
    if await db.fetch_one(_DECIDE, approval_id, state, by, now) is None:
        raise ApprovalDecided
    await _audit(state.value, asked, by, now)
    return await queries.approval(approval_id)


async def _audit(what: str, asked: ApprovalView, by: int, now: datetime) -> None:
    await record(
        actor=f"operator:{by}",
        action=f"{asked.kind}_{what}",
        subject=asked.subject,
        reason=asked.reason,
        facts={**asked.content, "approval_id": asked.id},
        now=now,
    )
