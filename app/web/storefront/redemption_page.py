"""A redemption on its page: its steps in words, and the one clock that runs."""

from datetime import datetime

import msgspec
from litestar.response import Template

from app import catalogue, ledger, payments
from app.catalogue import SlotView
from app.fulfilment import CodeView
from app.kit.errors import MallError
from app.redemption import State, reference
from app.web import refusals
from app.web.filters import points
from app.web.languages import N_, gettext
from app.web.requests import HX
from app.web.shells import page
from app.web.viewers import Viewer
from app.web.views.redeemed import Redemption, Step
from app.web.views.redemptions import tracked
from app.web.views.returns import Return

from . import drawing
from .statement import StatementLine, line

STEPS = {
    "placed": N_("Redeemed; your points are held"),
    "awaiting_payment": N_("Reserved; waiting for the payment"),
    "paid": N_("Paid; the promised time has begun"),
    "submitted": N_("Ordered from the supplier"),
    "attempt_failed": N_("One supplier could not; we ask the next"),
    "delivered": N_("Delivered"),
    "attention": N_("A colleague is looking into it"),
    "refunding": N_("Points are back; the cash is on its way"),
    "refunded": N_("Everything has come back"),
    "refunded_part": N_("A part has come back"),
    "cancelled": N_("Cancelled; everything has come back"),
    "late_payment_returned": N_("A late payment went back"),
}
PART = N_("A part arrived, a part has come back")
SOMETHING = N_("A note was made")
WHY = {
    "promise_passed": N_("The promised time passed."),
    "cancelled_by_member": N_("You cancelled it."),
    "not_paid_in_time": N_("It was not paid in time."),
    "no_supplier_delivers": N_("No supplier could deliver it."),
    "partial_delivery": N_("Only a part of it has arrived."),
}
WHY_RETURNED = WHY | {
    "late_payment": N_("The payment came after the cancellation."),
    "by_a_colleague": N_("A colleague gave it back."),
}
EARNED = {
    "earned": N_("It earned %(points)s points."),
    "taken_back": N_("The %(points)s points that this cash had earned were taken back."),
}
# What is still to come, by state.
AHEAD = {
    State.AWAITING_PAYMENT: (N_("Paid"), N_("Delivered")),
    State.PLACED: (N_("Delivered"),),
    State.DELIVERING: (N_("Delivered"),),
    State.REFUNDING: (N_("The cash has arrived"),),
}
DOUBTFUL = ("attempt_failed", "attention")


class TimelineLine(msgspec.Struct, frozen=True, kw_only=True):
    """One step as drawn; `state` is done, now, todo or bad."""

    title: str
    state: str
    at: datetime | None = None
    note: str = ""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page of one redemption draws."""

    redemption: Redemption
    image: str
    lines: list[TimelineLine]
    now: datetime
    slot: SlotView | None = None
    postings: tuple[StatementLine, ...] = ()
    codes: tuple[CodeView, ...] = ()

    @property
    def pays_here(self) -> bool:
        """Whether the payment can be made in a browser."""
        paid = self.redemption.payment
        return paid is not None and payments.pays_in_browser(paid.provider)

    @property
    def may_undo(self) -> bool:
        """Whether nobody has set to work yet."""
        until = self.redemption.undo_until
        return until is not None and self.now < until

    def why(self, one: Return) -> str:
        """Say why something came back."""
        return gettext(WHY_RETURNED[one.why])

    @property
    def deadline(self) -> datetime | None:
        """The instant that the page counts down to."""
        return self.redemption.deadline


async def shown(request: HX, redemption_id: int, member_id: int, now: datetime) -> Shown:
    """Gather what the page shows. Raises NotFound, also for another member's."""
    found = await tracked(redemption_id, member_id=member_id)
    pictures = await catalogue.cover_images([found.product.id])
    slot_id = found.delivery.slot_id
    moved = await ledger.postings_about(member_id=member_id, subject=reference(found.id))
    return Shown(
        redemption=found,
        image=drawing.picture_url(request, pictures.get(found.product.id, "")),
        lines=lines(found),
        now=now,
        postings=tuple(line(one) for one in moved),
        slot=None if slot_id is None else await catalogue.slot(slot_id),
    )


async def draw(
    request: HX,
    redemption_id: int,
    viewer: Viewer,
    now: datetime,
    *,
    error: MallError | None = None,
    codes: tuple[CodeView, ...] = (),
) -> Template:
    """Draw the page; after a refusal with its words and its true status."""
    problem = refusals.problem_of(error, request_id=request.request_id) if error else None
    seen = await shown(request, redemption_id, viewer.member.id, now)
    return page(
        request, "storefront/redemptions/show.html", active="redemptions",
        status=problem.status if problem else 200,
        shown=msgspec.structs.replace(seen, codes=codes), problem=problem,
        stream_url=_stream_url(seen),
    )  # fmt: skip


def _stream_url(seen: Shown) -> str:
    """Follow what goes on; a stream about what is over would draw over the codes shown."""
    if not seen.redemption.is_pending:
        return "/me/stream"
    return f"/me/stream?redemption={seen.redemption.id}"


def lines(found: Redemption) -> list[TimelineLine]:
    """Put the steps into words: what has been, what is, and what is still to come."""
    past = [_timeline_line(step, found.is_partial) for step in found.timeline]
    if found.is_pending and past and past[-1].state == "done":
        past[-1] = msgspec.structs.replace(past[-1], state="now")
    ahead = [
        TimelineLine(title=gettext(one), state="todo") for one in AHEAD.get(found.state, ())
    ]
    return past + ahead


def _timeline_line(step: Step, is_partial: bool) -> TimelineLine:
    is_part = is_partial and step.kind == "refunded_part"
    why = WHY.get(str(step.facts.get("why", "")))
    notes = [gettext(why)] if why else []
    notes += [
        gettext(said) % {"points": points(int(step.facts[name]))}
        for name, said in EARNED.items()
        if name in step.facts
    ]
    return TimelineLine(
        title=gettext(PART if is_part else STEPS.get(step.kind, SOMETHING)),
        state="bad" if step.kind in DOUBTFUL else "done",
        at=step.at,
        note=" ".join(notes),
    )
