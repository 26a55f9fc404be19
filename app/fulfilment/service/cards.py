"""Card codes: claimed by SKIP LOCKED, revealed to their owner only (R25)."""

from datetime import datetime

from app import redemption, settings
from app.kit import db, secrets
from suppliers import Card

from ..errors import NoCodes
from ..schemas import CodeView, Duty, FulfilmentState
from .claiming import end

PURPOSE = "card code"

_ADD = """
INSERT INTO card_code (product_slug, number_sealed, password_sealed, number_index, expires_on,
       source, fulfilment, added_at, claimed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
        CASE WHEN $7::bigint IS NOT NULL THEN $8::timestamptz END)
ON CONFLICT (number_index) DO NOTHING RETURNING id"""

# A CTE runs once; as a subquery of IN it may run for each row, and take the next few each time.
_CLAIM = """
WITH free AS MATERIALIZED (
    SELECT id FROM card_code WHERE product_slug = $1 AND fulfilment IS NULL
       AND (expires_on IS NULL OR expires_on > $5)
     ORDER BY expires_on NULLS LAST, id LIMIT $3 FOR UPDATE SKIP LOCKED)
UPDATE card_code SET fulfilment = $2, claimed_at = $4 FROM free
 WHERE card_code.id = free.id AND (SELECT count(*) FROM free) = $3 RETURNING card_code.id"""


async def keep_cards(
    *,
    product_slug: str,
    cards: tuple[Card, ...],
    source: str,
    fulfilment_id: int,
    now: datetime,
) -> int:
    """Store cards that a supplier delivered for one duty; returns how many were new."""
    kept = 0
    for card in cards:
        kept += await _store(
            product_slug, card.number, card.password, card.expires, source, fulfilment_id, now
        )
    return kept


async def claim_codes(*, duty: Duty, now: datetime) -> bool:
    """Deliver a duty from our own codes; False, and nothing claimed, when they are too few.

    The first to expire goes first; one that expires today is not sold any more. Those that
    another duty holds at this instant do not count.
    """
    today = settings.day_of(now).isoformat()
    claimed = await db.fetch(_CLAIM, duty.product_slug, duty.id, duty.quantity, now, today)
    if not claimed:
        return False
    await end(duty.id, state=FulfilmentState.DELIVERED, now=now)
    is_complete = await redemption.complete(redemption_id=duty.redemption_id, now=now)
    assert is_complete, "its row is locked, and was found owed"
    return True


@db.atomic
async def reveal(
    *, redemption_id: int, member_id: int, address_masked: str | None, now: datetime
) -> tuple[CodeView, ...]:
    """Show a delivered redemption's codes to its owner, and write down that they were shown.

    Raises NotFound for another member's, NoCodes when there are none. What is given back at
    this instant is not shown: the redemption is locked.
    """
    await redemption.redemption(redemption_id, member_id=member_id)
    state = await redemption.lock(redemption_id)
    rows = await db.fetch(
        "SELECT c.* FROM card_code c JOIN fulfilment f ON f.id = c.fulfilment"
        " WHERE f.redemption_id = $1 ORDER BY c.id",
        redemption_id,
    )
    if not rows or state is not redemption.State.DELIVERED:
        raise NoCodes
    await db.fetch(
        "INSERT INTO code_reveal (fulfilment, member_id, revealed_at, address_masked)"
        " VALUES ($1, $2, $3, $4)",
        rows[0]["fulfilment"], member_id, now, address_masked,
    )  # fmt: skip
    return tuple(
        CodeView(
            number=secrets.unseal(row["number_sealed"], purpose=PURPOSE),
            password=row["password_sealed"]
            and secrets.unseal(row["password_sealed"], purpose=PURPOSE),
            expires_on=row["expires_on"],
        )
        for row in rows
    )


async def _store(
    product_slug: str,
    number: str,
    password: str | None,
    expires_on: str | None,
    source: str,
    fulfilment_id: int | None,
    now: datetime,
) -> bool:
    row = await db.fetch_one(
        _ADD, product_slug, secrets.seal(number, purpose=PURPOSE),
        password and secrets.seal(password, purpose=PURPOSE),
        secrets.fingerprint(number, purpose=PURPOSE), expires_on, source, fulfilment_id, now,
    )  # fmt: skip
    return row is not None
