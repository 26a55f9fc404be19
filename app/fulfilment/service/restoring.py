"""A restored database notices that it was restored, and then nothing is sent (P43)."""

from datetime import datetime

from app.kit import db

from .. import gateway
from ..schemas import OWN_CODES, CaseKind
from .alarms import raise_alarm

# The row stands where it was written as long as the database runs where it did (`identity`)
# and the row was not loaded from a dump (`xmin` is then the loading transaction's number).
_MARK = """
SELECT identity = deployment_identity() AND written_by = xmin::text::bigint AS is_ours,
       marked_at FROM deployment WHERE place = 'here'"""

_FIRST = """
INSERT INTO deployment (identity, written_by, marked_at)
VALUES (deployment_identity(), deployment_writer(), $1) ON CONFLICT (place) DO NOTHING"""

_AGAIN = """
UPDATE deployment SET identity = deployment_identity(), written_by = deployment_writer(),
       marked_at = $1, reason = $2 WHERE place = 'here'"""

# Everybody who has ever delivered for us, whether or not this process knows them still.
_DISARM = """
INSERT INTO supplier_switch (supplier, is_armed, changed_by, changed_at, reason)
SELECT name, false, $2, $3, $4
  FROM (SELECT unnest($1::text[]) AS name UNION SELECT supplier FROM supplier_switch
        UNION SELECT DISTINCT supplier FROM attempt) AS everybody
ON CONFLICT (supplier) DO UPDATE SET is_armed = false, changed_by = $2, changed_at = $3,
       reason = $4 WHERE supplier_switch.is_armed
RETURNING supplier"""

_CLEAR = """
UPDATE alarm SET is_raised = false, changed_at = $2 WHERE kind = $1 AND is_raised
   AND NOT EXISTS (SELECT 1 FROM supplier_switch WHERE NOT is_armed)"""

RESTORED = "The database was restored: compare with the supplier's list, then use it again."
SYSTEM = "system"


@db.atomic
async def notice_restore(*, now: datetime) -> bool:
    """Stop everything if this database was restored since it was last looked at.

    Called in the very transaction that would commit an attempt, so that no process can
    forget it. True when it has just stopped everything; then nothing may be sent.
    """
    mark = await db.fetch_one(_MARK)
    if mark is None:
        await db.fetch(_FIRST, now)
        return False
    if mark["is_ours"]:
        return False
    await db.fetch("SELECT pg_advisory_xact_lock(7276003)")
    mark = await db.fetch_one(_MARK)
    if mark is not None and mark["is_ours"]:  # Another process has noticed meanwhile.
        return True
    await db.fetch(_AGAIN, now, RESTORED)
    stopped = await disarm_all(actor=SYSTEM, reason=RESTORED, now=now)
    row = await db.fetch_one("SELECT count(*) AS n FROM fulfilment WHERE state = 'queued'")
    await raise_alarm(
        kind=CaseKind.RESTORED, about=f"deployment:{now:%Y-%m-%dT%H:%M:%S}", now=now,
        facts={"suppliers": ", ".join(stopped), "queued": row["n"] if row else 0},
    )  # fmt: skip
    return True


async def clear_restored(*, now: datetime) -> None:
    """End the alarm of a restored database once nobody is stopped any more."""
    await db.fetch(_CLEAR, CaseKind.RESTORED.value, now)


@db.atomic
async def disarm_all(*, actor: str, reason: str, now: datetime) -> list[str]:
    """Stop every supplier and the selling of our own codes; names whom this stopped."""
    known = [config.name for config in gateway.configured()]
    rows = await db.fetch(_DISARM, [*known, OWN_CODES], actor, now, reason)
    return sorted(row["supplier"] for row in rows)
