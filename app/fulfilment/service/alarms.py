"""Conditions that call an operator while they last."""

from datetime import datetime

import msgspec

from app.kit import db

from ..schemas import CaseKind, Submission
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


async def tell_of_refusal(attempt: Submission, words: str, *, now: datetime) -> None:
    """Tell a person once that a supplier refuses us, not this order: a key, our balance."""
    facts: dict[str, str | int] = {
        "supplier": attempt.supplier, "words": words, "redemption": attempt.redemption_id,
    }  # fmt: skip
    about = f"supplier:{attempt.supplier}"
    await raise_alarm(kind=CaseKind.SUPPLIER_REFUSES_US, about=about, facts=facts, now=now)


@db.atomic
async def clear_alarm(*, kind: CaseKind, about: str, now: datetime) -> bool:
    """Note that a condition has passed; its case stays for a person to close."""
    return await db.fetch_one(_CLEAR, kind.value, about, now) is not None


async def is_raised(*, kind: CaseKind, about: str) -> bool:
    """Tell whether a condition lasts."""
    row = await db.fetch_one(
        "SELECT 1 FROM alarm WHERE kind = $1 AND about = $2 AND is_raised", kind.value, about
    )
    return row is not None
