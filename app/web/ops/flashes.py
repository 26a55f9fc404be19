"""One line about what was just done, kept for the next page only; it works without scripts."""

from app.web import sessions
from app.web.languages import N_, gettext
from app.web.requests import HX

FLASHES = {
    "asked": N_("Asked for. A second operator decides."),
    "assigned": N_("The case has a new owner."),
    "taken": N_("It is yours now."),
    "noted": N_("Your note is kept."),
    "snoozed": N_("Put off."),
    "awake": N_("Taken up again."),
    "closed": N_("The case is closed."),
    "booked": N_("The loss is booked and claimed."),
    "supplier_asked": N_("The supplier is being asked again."),
    "answered": N_("Written down as they said."),
    "delivered": N_("It counts as delivered now."),
    "late": N_("It came after the refund: a case about the loss is open."),
    "twice": N_("It was bought twice: the loss is booked here."),
    "retried": N_("The provider is being asked again, under the same number."),
    "refunded": N_("Given back."),
    "approved": N_("Approved and done."),
    "picture_added": N_("The picture is shown."),
    "picture_described": N_("The description is kept."),
    "picture_moved": N_("The order is changed."),
    "picture_removed": N_("The picture is shown no more."),
    "rejected": N_("Rejected. Nothing moved."),
}


def leave(request: HX, code: str) -> None:
    """Keep a line for the next page that this operator opens."""
    sessions.session_of(request.scope)["flash"] = code


def take(request: HX) -> str:
    """Say the line that was kept, once; empty when there is none."""
    code = str(sessions.session_of(request.scope).pop("flash", ""))
    return gettext(FLASHES[code]) if code in FLASHES else ""
