"""What calls an operator at this moment."""

from datetime import datetime

import msgspec

from app.kit import db

from ..schemas import CaseKind


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that lasts. `about` names a supplier, a product, or what was restored."""

    kind: CaseKind
    about: str
    facts: dict[str, str | int]
    since: datetime


async def alarms() -> tuple[Alarm, ...]:
    """List what lasts, the oldest first; served by alarm_raised."""
    rows = await db.fetch("SELECT * FROM alarm WHERE is_raised ORDER BY changed_at, id")
    return tuple(
        Alarm(
            kind=CaseKind(row["kind"]), about=row["about"], since=row["changed_at"],
            facts=msgspec.json.decode(row["facts"], type=dict[str, str | int]),
        )
        for row in rows
    )  # fmt: skip
