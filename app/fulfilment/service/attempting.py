"""Commit to one attempt before anything is sent (R22)."""

from datetime import datetime, timedelta

import msgspec
from ulid import ULID

from app import redemption, settings
from app.kit import db

from .. import gateway, policy, queries
from ..schemas import OWN_CODES, CaseKind, Duty, FulfilmentState
from .cards import claim_codes
from .cases import open_case
from .claiming import end, schedule
from .restoring import notice_restore
from .routing import route

# The partial unique index attempt_one_live is the guarantee; the number is gapless.
_INSERT = """
INSERT INTO attempt (fulfilment, number, supplier, sku, reference, state, prepared_at, sent_at,
                     agreed_fen)
SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, 'sent', $5, $5, $6
  FROM attempt WHERE fulfilment = $1
RETURNING id"""

HELD_CODES_PAUSE = timedelta(seconds=2)


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A committed attempt that may be sent now, once."""

    attempt_id: int
    supplier: str
    sku: str
    reference: str
    cost_fen: int
    face_fen: int | None


@db.atomic
async def prepare(*, duty: Duty, now: datetime) -> Prepared | None:
    """Choose a supplier and commit to one attempt; None when there is nothing to send.

    Without anything to send the duty has been delivered from our own codes, put off,
    withdrawn, or given up, in which case the member has everything back.
    """
    await notice_restore(now=now)
    if not await _is_ours(duty):
        return None
    if not await redemption.start(redemption_id=duty.redemption_id, now=now):
        # It is over, or its deadline has come, which is the watchdog's.
        await end(duty.id, state=FulfilmentState.WITHDRAWN, now=now)
        return None
    if await _is_from_our_codes(duty) and await _take_from_our_codes(duty, now):
        return None
    chosen = await route(duty, now=now)
    if chosen.supplier is None and chosen.wait_until is None:
        await give_up(duty.id, duty.redemption_id, now=now)
        return None
    if chosen.supplier is None:
        await schedule(duty.id, state=FulfilmentState.QUEUED, due_at=chosen.wait_until)
        return None
    return await _commit(duty, chosen.supplier, now)


async def give_up(fulfilment_id: int, redemption_id: int, *, now: datetime) -> None:
    """Nobody delivers it: everything goes back to the member at once (R22)."""
    await end(fulfilment_id, state=FulfilmentState.FAILED, now=now)
    await redemption.give_up(redemption_id=redemption_id, now=now)


@db.atomic
async def hand_over(*, duty: Duty, now: datetime) -> None:
    """Leave a recharge to a person: no account stands on it, so no machine may send it.

    Safe to repeat: nothing happens to a duty that is no longer this lease's.
    """
    if not await _is_ours(duty):
        return
    await end(duty.id, state=FulfilmentState.FAILED, now=now)
    kind = CaseKind.ACCOUNT_MISSING
    if await redemption.flag(redemption_id=duty.redemption_id, reason=kind.value, now=now):
        await open_case(kind=kind, redemption_id=duty.redemption_id, now=now)


async def _is_ours(duty: Duty) -> bool:
    """Lock redemption, then duty; tell whether this lease still holds."""
    await redemption.lock(duty.redemption_id)
    row = await db.fetch_one(
        "SELECT id FROM fulfilment WHERE id = $1 AND lease_token = $2 AND state = 'queued'"
        " FOR UPDATE",
        duty.id, duty.lease_token,
    )  # fmt: skip
    return row is not None


async def _take_from_our_codes(duty: Duty, now: datetime) -> bool:
    """Deliver our own codes; or wait a moment for those that somebody else holds just now."""
    if await claim_codes(duty=duty, now=now):
        return True
    free = await queries.free_codes(duty.product_slug, on=settings.day_of(now))
    if free < duty.quantity:
        return False
    await schedule(duty.id, state=FulfilmentState.QUEUED, due_at=now + HELD_CODES_PAUSE)
    return True


async def _is_from_our_codes(duty: Duty) -> bool:
    return duty.delivery == "card" and await queries.is_armed(OWN_CODES)


async def _commit(duty: Duty, supplier: str, now: datetime) -> Prepared:
    offer = gateway.offer_of(supplier, duty.product_slug)
    # Random, not counted: a restored backup must never use a number twice.
    reference = str(ULID())
    cost_fen = offer.cost_fen * duty.quantity
    row = await db.fetch_one(_INSERT, duty.id, supplier, offer.sku, reference, now, cost_fen)
    assert row is not None
    gates = gateway.gates(supplier)
    due_at = policy.next_query(
        sent_at=now, queries=0, first_after=gates.first_after,
        interval=gates.interval, now=now,
    )  # fmt: skip
    # The lease stays: nobody asks about an attempt that is only just being sent.
    await db.fetch(
        "UPDATE fulfilment SET state = 'waiting', due_at = $2 WHERE id = $1", duty.id, due_at
    )
    await redemption.enter(
        redemption_id=duty.redemption_id, kind=redemption.Step.SUBMITTED, now=now
    )
    return Prepared(
        attempt_id=row["id"], supplier=supplier, sku=offer.sku, reference=reference,
        cost_fen=cost_fen, face_fen=offer.face_fen,
    )  # fmt: skip
