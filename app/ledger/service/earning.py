"""Points that come in: each earning makes a lot, and repays debt first."""

from datetime import datetime

import msgspec

from app.kit import db
from app.ledger import policy, queries
from app.ledger.errors import ReferenceReused
from app.ledger.schemas import Movement, PostingView, Receipt
from app.settings import current

_EARN = "SELECT * FROM ledger_earn($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10)"


@db.atomic
async def earn(
    *,
    member_id: int,
    points: int,
    reference: str,
    receipt: Receipt,
    now: datetime,
    movement: Movement = Movement.EARN,
    channel: str = "web",
    actor: str = "system",
    expires_at: datetime | None = None,
    currency: str = queries.POINTS,
) -> PostingView:
    """Give a member points and remember why.

    They expire 24 months later unless `expires_at` is given. A debt is repaid from them before
    they can be spent. Safe to repeat: `reference` earns once per `movement`; raises
    ReferenceReused when it stands for another member or number. Source: rules R2, R5, R8.
    """
    assert policy.ROUTES[movement][1] == "available", movement
    until = expires_at or policy.two_years_later(now, zone=current().zone)
    row = await db.fetch_one(
        _EARN, member_id, currency, movement, policy.checked_points(points),
        policy.checked_reference(reference), channel, actor,
        msgspec.json.encode(receipt).decode(), until, now,
    )  # fmt: skip
    assert row is not None
    if (row["member_id"], row["points"]) != (member_id, points):
        raise ReferenceReused(reference=reference)
    return queries.posting_view(row)


async def grant(
    *,
    member_id: int,
    points: int,
    reason: str,
    reference: str,
    actor: str,
    approver: str | None = None,
    now: datetime,
    channel: str = "ops",
) -> PostingView:
    """Give points out of goodwill, on an operator's word. Safe to repeat by `reference`."""
    return await earn(
        member_id=member_id,
        points=points,
        reference=reference,
        receipt=word(Movement.GRANT, reason, approver),
        movement=Movement.GRANT,
        channel=channel,
        actor=actor,
        now=now,
    )


def word(movement: Movement, reason: str, approver: str | None, **more: int | str) -> Receipt:
    """Write the receipt of something that people, not a rule, decided."""
    inputs = {"reason": reason, "approver": approver or "", **more}
    return Receipt(rule=movement, inputs={name: each for name, each in inputs.items() if each})
