"""What a member holds of a delivered redemption: a coupon, a ticket, files."""

from datetime import datetime

import msgspec

from app import catalogue, redemption, settings
from app.fulfilment import Tracking
from app.kit import handouts, redact
from app.kit.errors import NotFound
from app.kit.texts import Text
from app.redemption import RedemptionView, State


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A coupon or a booking; its codes are shown by the action `reveal` only.

    `number` is what to name when asked; `valid_until` is the last day, as YYYY-MM-DD.
    """

    kind: str
    number: str
    pieces: int
    valid_until: str | None = None
    starts_at: datetime | None = None
    place: Text | None = None


class SentTo(msgspec.Struct, frozen=True, kw_only=True):
    """Where a parcel goes, as it was said when it was redeemed; the phone is masked."""

    recipient: str
    phone_masked: str
    region: str
    detail: str


class FileLink(msgspec.Struct, frozen=True, kw_only=True):
    """A file to download; `url` wants the member's own sign-in."""

    name: str
    format: str
    bytes: int
    url: str


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """What is in the member's hands now, and where a parcel is sent."""

    ticket: Ticket | None = None
    sent_to: SentTo | None = None
    files: tuple[FileLink, ...] = ()


async def handed(found: Tracking) -> Handed:
    """Gather what a redemption puts into its member's hands."""
    owed = found.redemption
    if owed.delivery == "shipment":
        return Handed(sent_to=await _sent_to(owed))
    if owed.state is not State.DELIVERED:
        return Handed()
    if owed.delivery == "file":
        return Handed(files=await _files(owed.id, owed.product_id))
    if owed.delivery not in ("coupon", "booking"):
        return Handed()
    slot = None if owed.slot_id is None else await catalogue.slot(owed.slot_id)
    ticket = Ticket(
        kind=owed.delivery, number=str(owed.id), pieces=owed.quantity,
        valid_until=found.delivery.codes_until,
        starts_at=slot.starts_at if slot else None, place=slot.place if slot else None,
    )  # fmt: skip
    return Handed(ticket=ticket)


async def _sent_to(owed: RedemptionView) -> SentTo | None:
    to = await redemption.sent_to(redemption_id=owed.id, member_id=owed.member_id)
    if to is None:
        return None
    return SentTo(
        recipient=to.recipient, phone_masked=redact.phone(to.phone), region=to.region,
        detail=to.detail,
    )  # fmt: skip


async def _files(redemption_id: int, product_id: int) -> tuple[FileLink, ...]:
    names = (await catalogue.handover(product_id)).files
    links = (_link(redemption_id, number, name) for number, name in enumerate(names, start=1))
    return tuple(link for link in links if link is not None)


def _link(redemption_id: int, number: int, name: str) -> FileLink | None:
    """Describe a file; one that is not in its place is not offered."""
    try:
        kept = handouts.found(settings.current().data, name)
    except NotFound:
        return None
    return FileLink(
        name=kept.name, format=handouts.kind(name).upper(), bytes=kept.stat().st_size,
        url=f"/api/v1/redemptions/{redemption_id}/files/{number}",
    )  # fmt: skip
