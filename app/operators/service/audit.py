"""The audit trail: written once, changed never; a trigger refuses anything else."""

from datetime import datetime

import msgspec

from app.kit import db, redact

from .. import policy
from ..schemas import Facts

_RECORD = """
INSERT INTO audit_entry (at, actor, action, subject, reason, facts, address_masked)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)"""


async def record(
    *,
    actor: str,
    action: str,
    subject: str,
    reason: str | None = None,
    facts: Facts | None = None,
    address: str | None = None,
    now: datetime,
) -> None:
    """Write down who did what, in the transaction that does it.

    `actor` is `operator:7`, `member:7` or `system`; `address` the network address, of which
    only the network is kept. Phones in `reason` and `facts` are masked; put no other
    personal data there.
    """
    kept = msgspec.json.encode(policy.clean(facts or {})).decode()
    told = None if reason is None else redact.text(reason)
    await db.fetch(_RECORD, now, actor, action, subject, told, kept, redact.address(address))
