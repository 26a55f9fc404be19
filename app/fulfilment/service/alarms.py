"""Conditions that call an operator while they last."""

from datetime import datetime, timedelta

import msgspec

from app.kit import db

from ..schemas import CaseKind
from .cases import open_case

_RAISE = """
INSERT INTO alarm (kind, about, facts, changed_at) VALUES ($1, $2, $3::jsonb, $4)
ON CONFLICT ON CONSTRAINT alarm_once DO UPDATE
   SET is_raised = true, times = alarm.times + 1, facts = excluded.facts,
       changed_at = excluded.changed_at
 WHERE NOT alarm.is_raised RETURNING times"""

_CLEAR = """
UPDATE alarm SET is_raised = false, changed_at = $3
 WHERE kind = $1 AND about = $2 AND is_raised RETURNING id"""

# What a supplier's alarm is about begins so: "supplier:NAME", "margin:NAME:PRODUCT".
_CLEAR_OLD = """
UPDATE alarm SET is_raised = false, changed_at = $3
 WHERE is_raised AND ((kind = $4 AND changed_at <= $2)
    OR (split_part(about, ':', 1) IN ('supplier', 'margin')
        AND split_part(about, ':', 2) <> ALL($1::text[])))"""

EVERY_DAY = timedelta(hours=24)


@db.atomic
async def raise_alarm(
    *, kind: CaseKind, about: str, facts: dict[str, str | int], now: datetime
) -> bool:
    """Raise an alarm and open its case; tells whether this was news.

    While it lasts nothing more happens, even if its case was closed; when it has passed and
    comes back, it opens another case. Safe to repeat.
    """
    told = msgspec.json.encode(facts).decode()
    row = await db.fetch_one(_RAISE, kind.value, about, told, now)
    if row is None:
        return False
    times = row["times"]
    reference = about if times == 1 else f"{about}:{times}"
    await open_case(kind=kind, redemption_id=None, reference=reference, facts=facts, now=now)
    return True


@db.atomic
async def clear_alarm(*, kind: CaseKind, about: str, now: datetime) -> bool:
    """Note that a condition has passed; its case stays for a person to close."""
    return await db.fetch_one(_CLEAR, kind.value, about, now) is not None


@db.atomic
async def clear_old_alarms(*, suppliers: list[str], now: datetime) -> None:
    """Clear what nobody else would: alarms about suppliers that we left, and losses of the day.

    A loss that goes on is told again the next day.
    """
    await db.fetch(_CLEAR_OLD, suppliers, now - EVERY_DAY, now, CaseKind.BELOW_MARGIN.value)
