"""What machines call "redemption:7" or "statement:1:12", by its name and where it is."""

import msgspec

from app.web.languages import N_, gettext

ROOMS = {
    "case": N_("Case"),
    "codes": N_("Card codes"),
    "deployment": N_("The whole mall"),
    "event": N_("Event"),
    "margin": N_("Margin"),
    "member": N_("The member"),
    "month": N_("Monthly statement"),
    "operator": N_("Operator"),
    "product": N_("Product"),
    "redemption": N_("Redemption"),
    "refund": N_("Refund"),
    "statement": N_("Statement"),
    "stock": N_("Stock"),
    "supplier": N_("Supplier"),
}
# The pages of what has one; the first part after the room is its number.
PAGES = {
    "case": "/ops/cases/",
    "member": "/ops/members/",
    "month": "/ops/settlement/months/",
    "redemption": "/ops/redemptions/",
    "statement": "/ops/settlement/statements/",
}


class Subject(msgspec.Struct, frozen=True):
    """A thing as a page names it; `url` is empty for what has no page."""

    name: str
    url: str = ""


def subject(written: str) -> Subject:
    """Name a thing; what nobody named is shown as it is."""
    room, _, rest = written.partition(":")
    if room not in ROOMS or not rest:
        return Subject(written)
    number, *parts = rest.split(":") if room != "deployment" else [rest]
    name = " · ".join((f"{gettext(ROOMS[room])} {number}", *parts))
    return Subject(name, f"{PAGES[room]}{number}" if room in PAGES else "")
