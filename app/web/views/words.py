"""How kinds are called on a page. The msgids are English; see locale/."""

from enum import StrEnum

from babel import Locale

from app.members import Language
from app.web.languages import N_, gettext

WORDS: dict[str, dict[str, str]] = {
    "Tier": {
        "basic": N_("Member"),
        "silver": N_("Silver"),
        "gold": N_("Gold"),
        "platinum": N_("Platinum"),
        "diamond": N_("Diamond"),
    },
    "Layer": {
        "starter": N_("Small pleasures"),
        "core": N_("Worth choosing"),
        "dream": N_("Worth waiting for"),
    },
    "Delivery": {
        "direct": N_("Credited directly"),
        "card": N_("Card code"),
        "shipment": N_("Shipped to you"),
        "booking": N_("A place booked"),
        "coupon": N_("Coupon"),
        "donation": N_("A donation"),
        "file": N_("To read or hear"),
        "partner": N_("Partner points"),
    },
    "Matter": {
        "physical": N_("Things"),
        "digital": N_("Digital"),
        "experience": N_("Experiences"),
    },
    "Sort": {
        "featured": N_("Featured"),
        "newest": N_("Newest"),
        "cheapest": N_("Fewest points"),
        "dearest": N_("Most points"),
        "popular": N_("Most redeemed"),
    },
    "State": {
        "awaiting_payment": N_("Waiting for payment"),
        "placed": N_("Placed"),
        "delivering": N_("On its way"),
        "delivered": N_("Delivered"),
        "refunding": N_("Being returned"),
        "refunded": N_("Returned"),
        "cancelled": N_("Cancelled"),
        "attention": N_("Being looked into"),
    },
    "CashLeg": {
        "on_its_way": N_("on its way back"),
        "arrived": N_("arrived"),
        "delayed": N_("takes longer; a colleague is on it"),
    },
    "Show": {
        "all": N_("All"),
        "earned": N_("Earned"),
        "open": N_("Still open"),
    },
    "Family": {
        "receiving": N_("Receiving"),
        "giving": N_("Giving"),
        "reading": N_("Reading"),
        "belonging": N_("Belonging"),
    },
    "Tab": {
        "all": N_("All"),
        "open": N_("On their way"),
        "delivered": N_("Delivered"),
        "returned": N_("Returned"),
    },
    "Kind": {
        "all": N_("All"),
        "earned": N_("Earned"),
        "spent": N_("Spent"),
        "returned": N_("Returned"),
        "expired": N_("Expired"),
    },
    "Movement": {
        "earn": N_("Earned"),
        "grant": N_("A gift"),
        "hold": N_("Held for a redemption"),
        "capture": N_("Spent"),
        "release": N_("Given back"),
        "refund": N_("Refunded"),
        "expire": N_("Expired"),
        "claw_back": N_("Taken back"),
        "owe": N_("Owed"),
        "repay": N_("Repaid"),
        "adjust": N_("Corrected"),
        "forfeit": N_("Set aside"),
        "reinstate": N_("Restored"),
    },
    "TextSize": {"m": N_("Standard"), "elder": N_("Large and simple")},
    "Theme": {
        "tier": N_("As my tier"),
        "system": N_("As my device"),
        "light": N_("Light"),
        "dark": N_("Dark"),
        "contrast": N_("High contrast"),
    },
    "SignInKind": {"browser": N_("Browser"), "miniprogram": N_("Mini-program")},
    "Purpose": {
        "personalisation": N_("A home page of my own"),
        "marketing": N_("News about offers"),
    },
}

# Where something was done; rooms keep it as text.
CHANNELS = {
    "web": N_("Website"),
    "miniprogram": N_("Mini-program"),
    "store": N_("Store"),
    "app": N_("App"),
    "third_party": N_("Third party"),
}

# How a state is coloured; its word always stands beside the colour.
TONES = {
    "awaiting_payment": "warn",
    "placed": "info",
    "delivering": "info",
    "delivered": "ok",
    "refunding": "warn",
    "refunded": "ok",
    "cancelled": "bad",
    "attention": "warn",
}


def tone(state: StrEnum) -> str:
    """Choose the badge of a redemption's state."""
    return TONES[state.value]


def delivery(kind: str) -> str:
    """Call a way of delivery by its name; rooms above the catalogue keep it as text."""
    return gettext(WORDS["Delivery"][kind])


def channel(name: str) -> str:
    """Call a channel by its name; one that nobody named is shown as it is."""
    return gettext(CHANNELS[name]) if name in CHANNELS else name


def word(value: StrEnum) -> str:
    """Call a kind by its name in the language of this request; a language in its own."""
    if isinstance(value, Language):
        return Locale.parse(value.value, sep="-").get_language_name() or value.value
    return gettext(WORDS[type(value).__name__][value.value])
