"""What the house hands over itself: codes for coupons and bookings, and files."""

from datetime import date, datetime

from app import catalogue, redemption, settings
from app.kit import db, secrets
from app.kit.errors import NotFound
from app.redemption import Destination

from .. import policy
from .cards import PURPOSE

SOURCE = "laurel"

_ISSUE = """
INSERT INTO card_code (product_slug, number_sealed, number_index, expires_on, source,
       fulfilment, added_at, claimed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)"""

_NOTE = """
INSERT INTO code_reveal (fulfilment, member_id, revealed_at, address_masked, file)
SELECT id, $2, $3, $4, $5 FROM fulfilment WHERE redemption_id = $1"""


async def issue_codes(*, fulfilment_id: int, going: Destination, now: datetime) -> None:
    """Give each piece of a coupon or a booking a code of its own, sealed like a card's.

    A coupon lasts as long as its product says, counted from when it was paid; a booking is
    good on the day of its slot.
    """
    last = await _last_day(going)
    for _ in range(going.quantity):
        code = secrets.readable()
        await db.fetch(
            _ISSUE, going.product_slug, secrets.seal(code, purpose=PURPOSE),
            secrets.fingerprint(code, purpose=PURPOSE), last and last.isoformat(), SOURCE,
            fulfilment_id, now,
        )  # fmt: skip


@db.atomic
async def hand_out(
    *,
    redemption_id: int,
    member_id: int,
    number: int,
    address_masked: str | None,
    now: datetime,
) -> str:
    """Name one file of a delivered redemption to its owner, and write down that it was asked.

    `number` counts from 1. Raises NotFound for another member's, for what was given back,
    and where there is no such file.
    """
    owed = await redemption.redemption(redemption_id, member_id=member_id)
    state = await redemption.lock(redemption_id)
    files = (await catalogue.handover(owed.product_id)).files
    is_there = owed.delivery == "file" and 0 < number <= len(files)
    if state is not redemption.State.DELIVERED or not is_there:
        raise NotFound
    name = files[number - 1]
    await db.fetch(_NOTE, redemption_id, member_id, now, address_masked, name)
    return name


async def _last_day(going: Destination) -> date | None:
    if going.slot_id is not None:
        return settings.day_of((await catalogue.slot(going.slot_id)).starts_at)
    kept = await catalogue.handover(going.product_id)
    return policy.last_day(settings.day_of(going.paid_at), valid_days=kept.valid_days)
